package io.github.httppool.netty;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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

	/**
	 * For how much longer than the drain timeout closing waits for listeners and for what
	 * else hears of the end.
	 */
	private static final Duration LISTENERS_TIMEOUT = Duration.ofSeconds(5);

	private final Collection<ReactorHttpPool> pools;

	private final NetworkResources network;

	private final Duration timeout;

	// Guarded by this, as what follows is: those for a stop that are under way, and the
	// last one.
	private final List<Drain> stops = new ArrayList<>(1);

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
			this.stops.removeIf(Drain::isOver);
			this.stops.add(drain);
		}
		drain.awaitQuiet();
		return drain.receipts();
	}

	/**
	 * The application has started again: what was to stop it has no effect any more.
	 */
	void started() {
		List<Drain> ended;
		synchronized (this) {
			ended = List.copyOf(this.stops);
			this.stops.clear();
		}
		// At the first start there is none, and its class need not be loaded.
		for (Drain drain : ended) {
			drain.giveUp();
		}
	}

	/**
	 * Waits once more for the calls, with what is left of the time. From then on all
	 * pools are closed.
	 * @return whether the drain has ended; if not, something keeps it from ending
	 */
	boolean close() {
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
		return Patience.await(drain.receipts(), this.timeout.plus(LISTENERS_TIMEOUT));
	}

	private Drain begin(DrainPurpose purpose, Duration longest) {
		List<PoolDrains> all = this.pools.stream().map((pool) -> pool.engine().drains()).toList();
		Drain drain = new Drain(purpose, all, longest, this.network.blockedLoop(), this.network::after,
				System::nanoTime);
		drain.begin();
		return drain;
	}

	/**
	 * A stop that was over long ago has nothing to do with the close.
	 */
	private Duration left() {
		Drain last = this.stops.isEmpty() ? null : this.stops.get(this.stops.size() - 1);
		if (last == null || last.overFor().compareTo(this.timeout) > 0) {
			return this.timeout;
		}
		Duration left = this.timeout.minus(last.took());
		return left.isNegative() ? Duration.ZERO : left;
	}

}
