package io.github.httppool.netty;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.httppool.DrainReceipt;
import io.github.httppool.pool.Drain;
import io.github.httppool.pool.DrainPurpose;
import org.jspecify.annotations.Nullable;

/**
 * Takes one pool out of use and back. Thread-safe.
 */
final class TakenOut {

	private final ReactorHttpPool pool;

	private final NetworkResources network;

	// Guarded by this: the drain that has taken the pool out, under way or over.
	private @Nullable Drain present;

	TakenOut(ReactorHttpPool pool, NetworkResources network) {
		this.pool = pool;
		this.network = network;
	}

	/**
	 * Takes the pool out of use, or joins the drain that has.
	 * @param timeout how long calls under way may take
	 */
	CompletionStage<DrainReceipt> drain(Duration timeout) {
		if (timeout.isNegative()) {
			throw new IllegalArgumentException("the drain timeout is %s, but must be 0 or more".formatted(timeout));
		}
		Drain begun;
		synchronized (this) {
			if (this.present != null) {
				return receipt(this.present);
			}
			begun = new Drain(DrainPurpose.TAKE_OUT, List.of(this.pool.engine().drains()), timeout, null,
					this.network::after, this.pool::now);
			try {
				begun.begin();
			}
			catch (IllegalStateException ex) {
				return CompletableFuture.failedStage(ex);
			}
			this.present = begun;
		}
		begun.awaitQuiet();
		return receipt(begun);
	}

	/**
	 * Takes the pool back into use.
	 */
	void resume() {
		Drain ended;
		synchronized (this) {
			this.pool.engine().drains().resume(this.pool.now());
			ended = this.present;
			this.present = null;
		}
		if (ended != null) {
			ended.giveUp();
		}
	}

	private static CompletionStage<DrainReceipt> receipt(Drain drain) {
		return drain.receipts().thenApply((receipts) -> receipts.get(0));
	}

}
