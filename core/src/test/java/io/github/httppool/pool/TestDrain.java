package io.github.httppool.pool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.httppool.DrainReceipt;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A drain of pools of a {@link PoolRig}.
 */
final class TestDrain {

	private final PoolRig rig;

	private final List<PoolDrains> pools;

	private final Drain drain;

	private int completed;

	TestDrain(PoolRig rig, DrainPurpose purpose, Duration timeout, @Nullable BlockedLoop blocked, TestPool... pools) {
		this.rig = rig;
		this.pools = Stream.of(pools).map((pool) -> pool.engine().drains()).toList();
		this.drain = new Drain(purpose, this.pools, timeout, blocked, rig.timers(), rig::now);
		this.drain.receipts().whenComplete((receipts, failure) -> this.completed++);
		this.drain.begin();
		this.drain.awaitQuiet();
	}

	/**
	 * Takes the pools back into use.
	 */
	void resume() {
		this.pools.forEach((pool) -> pool.resume(this.rig.now()));
		this.drain.giveUp();
	}

	void giveUp() {
		this.drain.giveUp();
	}

	void assertWaits() {
		assertThat(this.completed).as("completed").isZero();
	}

	/**
	 * The receipt of the first pool.
	 */
	DrainReceipt receipt() {
		return receipts().get(0);
	}

	List<DrainReceipt> receipts() {
		CompletableFuture<List<DrainReceipt>> receipts = this.drain.receipts().toCompletableFuture();
		assertThat(receipts).isCompleted();
		assertThat(this.completed).as("completed").isOne();
		return receipts.join();
	}

	void assertFigures(int finished, int aborted, int refused, int streamsEnded) {
		assertThat(receipt()).returns((long) finished, DrainReceipt::finished)
			.returns((long) aborted, DrainReceipt::aborted)
			.returns((long) refused, DrainReceipt::refused)
			.returns((long) streamsEnded, DrainReceipt::streamsEnded);
	}

}
