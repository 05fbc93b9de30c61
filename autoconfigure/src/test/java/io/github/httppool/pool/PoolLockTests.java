package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * The lock over all pools.
 */
class PoolLockTests {

	private final PoolLock lock = new PoolLock();

	private final List<String> done = new ArrayList<>();

	@Test
	void whenActionsArePutOffThenTheyRunInOrderOnceTheLockIsFree() {
		this.lock.lock();
		this.lock.afterwards(() -> this.done.add("first"));
		this.lock.afterwards(() -> this.done.add("second"));
		assertThat(this.done).isEmpty();
		this.lock.unlock();
		assertThat(this.done).containsExactly("first", "second");
	}

	@Test
	void whenActionsHaveRunThenTheyDoNotRunAgain() {
		underLock(() -> this.done.add("once"));
		underLock(() -> this.done.add("other"));
		assertThat(this.done).containsExactly("once", "other");
	}

	@Test
	void whenActionThrowsThenThoseBehindItRun() {
		this.lock.lock();
		this.lock.afterwards(() -> {
			throw new IllegalStateException("an action that throws on purpose");
		});
		this.lock.afterwards(() -> {
			throw new StackOverflowError("an action that fails badly on purpose");
		});
		this.lock.afterwards(() -> this.done.add("behind"));
		assertThatCode(this.lock::unlock).doesNotThrowAnyException();
		assertThat(this.done).containsExactly("behind");
	}

	@Test
	void whenActionRunsThenAnotherThreadCanTakeTheLock() {
		underLock(() -> CompletableFuture.runAsync(() -> underLock(() -> this.done.add("elsewhere")))
			.orTimeout(5, TimeUnit.SECONDS)
			.join());
		assertThat(this.done).containsExactly("elsewhere");
	}

	@Test
	void whenActionTakesTheLockThenItsOwnActionsRunBeforeThoseBehindIt() {
		this.lock.lock();
		this.lock.afterwards(() -> underLock(() -> this.done.add("inner")));
		this.lock.afterwards(() -> this.done.add("behind"));
		this.lock.unlock();
		assertThat(this.done).containsExactly("inner", "behind");
	}

	private void underLock(Runnable action) {
		this.lock.lock();
		this.lock.afterwards(action);
		this.lock.unlock();
	}

}
