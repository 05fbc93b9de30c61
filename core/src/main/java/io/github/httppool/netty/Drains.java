package io.github.httppool.netty;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.httppool.DrainReceipt;
import io.github.httppool.pool.Drain;
import io.github.httppool.pool.DrainPurpose;
import io.github.httppool.pool.PoolDrains;
import org.jspecify.annotations.Nullable;

/**
 * Drains all pools of an application when it stops, and once more when they are closed,
 * as beans make calls while they are destroyed. Both together take no longer than the
 * drain timeout. Thread-safe.
 */
final class Drains {

	private final Collection<ReactorHttpPool> pools;

	private final NetworkResources network;

	private final Duration timeout;

	// Guarded by this, as all that follows is.
	private @Nullable CompletableFuture<Duration> stop;

	private long stopBegan;

	private @Nullable Drain closing;

	Drains(Collection<ReactorHttpPool> pools, NetworkResources network, Duration timeout) {
		this.pools = pools;
		this.network = network;
		this.timeout = timeout;
	}

	/**
	 * Waits for the calls of all pools, which stay usable.
	 */
	CompletionStage<List<DrainReceipt>> stop() {
		return stop(this.timeout);
	}

	/**
	 * Waits for the calls of all pools, which stay usable.
	 * @param longest for how long
	 */
	CompletionStage<List<DrainReceipt>> stop(Duration longest) {
		Drain drain;
		synchronized (this) {
			if (this.closing != null) {
				return this.closing.receipts();
			}
			drain = begin(DrainPurpose.STOP, longest);
			long began = System.nanoTime();
			this.stopBegan = began;
			this.stop = drain.receipts()
				.thenApply((receipts) -> Duration.ofNanos(System.nanoTime() - began))
				.toCompletableFuture();
		}
		drain.awaitQuiet();
		return drain.receipts();
	}

	/**
	 * Waits once more for the calls, with what is left of the time. From then on all
	 * pools are closed.
	 */
	void close() {
		Drain drain;
		boolean begun = false;
		synchronized (this) {
			drain = this.closing;
			if (drain == null) {
				drain = begin(DrainPurpose.CLOSE, left());
				this.closing = drain;
				begun = true;
			}
		}
		if (begun) {
			drain.awaitQuiet();
		}
		drain.receipts().toCompletableFuture().join();
	}

	private Drain begin(DrainPurpose purpose, Duration longest) {
		List<PoolDrains> all = this.pools.stream().map((pool) -> pool.engine().drains()).toList();
		Drain drain = new Drain(purpose, all, longest, this.network.blockedLoop(), this.network::after,
				System::nanoTime);
		drain.begin();
		return drain;
	}

	private Duration left() {
		if (this.stop == null) {
			return this.timeout;
		}
		Duration sinceStop = Duration.ofNanos(System.nanoTime() - this.stopBegan);
		Duration left = this.timeout.minus(this.stop.getNow(sinceStop));
		return left.isNegative() ? Duration.ZERO : left;
	}

}
