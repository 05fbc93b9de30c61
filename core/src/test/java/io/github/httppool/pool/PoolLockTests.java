package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The lock over all pools.
 */
class PoolLockTests {

	private static final int MANY = 100_000;

	private final PoolLock lock = new PoolLock();

	private final List<String> done = new ArrayList<>();

	private final List<Integer> depths = new ArrayList<>();

	@Test
	void whenActionsArePutOffThenTheyRunInOrderOnceTheLockIsFree() {
		this.lock.lock();
		this.lock.runAfterUnlock(() -> this.done.add("first"));
		this.lock.runAfterUnlock(() -> this.done.add("second"));
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
		this.lock.runAfterUnlock(() -> {
			throw new IllegalStateException("an action that throws on purpose");
		});
		this.lock.runAfterUnlock(() -> {
			throw new StackOverflowError("an action that fails badly on purpose");
		});
		this.lock.runAfterUnlock(() -> this.done.add("behind"));
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
	void whenActionPutsOffAnotherThenThatRunsBehindTheRest() {
		this.lock.lock();
		this.lock.runAfterUnlock(() -> underLock(() -> this.done.add("inner")));
		this.lock.runAfterUnlock(() -> this.done.add("behind"));
		this.lock.unlock();
		assertThat(this.done).containsExactly("behind", "inner");
	}

	@Test
	void whenEveryActionPutsOffTheNextThenTheStackDoesNotGrow() {
		putOffOneAfterTheOther(MANY);
		assertThat(this.done).hasSize(MANY);
		assertThat(Set.copyOf(this.depths)).hasSizeLessThanOrEqualTo(2);
	}

	private void putOffOneAfterTheOther(int count) {
		underLock(() -> {
			this.done.add("action");
			if (count % 1000 == 0) {
				this.depths.add(Thread.currentThread().getStackTrace().length);
			}
			if (count > 1) {
				putOffOneAfterTheOther(count - 1);
			}
		});
	}

	@Test
	void whenActionThrowsThenWhatItHasPutOffRunsToo() {
		underLock(() -> {
			underLock(() -> this.done.add("put off"));
			throw new OutOfMemoryError("an action that fails badly on purpose");
		});
		assertThat(this.done).containsExactly("put off");
	}

	// Events

	@Test
	void whenThereAreEventsThenTheyAreToldBeforeAnythingIsDone() {
		this.lock.lock();
		this.lock.answerAfterUnlock(() -> this.done.add("answer"));
		this.lock.runAfterUnlock(() -> this.done.add("action"));
		this.lock.publishAfterUnlock(() -> this.done.add("event"));
		this.lock.unlock();
		assertThat(this.done).containsExactly("event", "action", "answer");
	}

	@Test
	void whenListenerCausesAnEventThenItIsToldBehindThoseBeforeIt() {
		this.lock.lock();
		this.lock.publishAfterUnlock(() -> {
			tell("second, third");
			this.lock.tell(() -> this.done.add("fourth"));
			this.done.add("first");
		});
		this.lock.publishAfterUnlock(() -> this.done.add("second"));
		this.lock.unlock();
		assertThat(this.done).containsExactly("first", "second", "second, third", "fourth");
	}

	@Test
	void whenListenerPutsOffAnActionThenItNeedNotWaitForTheRest() {
		this.lock.lock();
		this.lock.publishAfterUnlock(() -> {
			underLock(() -> this.done.add("its action"));
			this.done.add("event");
		});
		this.lock.runAfterUnlock(() -> this.done.add("action"));
		this.lock.unlock();
		assertThat(this.done).containsExactly("its action", "event", "action");
	}

	@Test
	void whenAnEventToldAtOnceCausesAnotherThenThatIsToldBehindItEvenIfItFails() {
		this.lock.tell(() -> {
			this.lock.tell(() -> this.done.add("second"));
			tell("third");
			this.done.add("first");
			throw new IllegalStateException("a listener that fails on purpose");
		});
		assertThat(this.done).containsExactly("first", "second", "third");
	}

	private void tell(String event) {
		this.lock.lock();
		this.lock.publishAfterUnlock(() -> this.done.add(event));
		this.lock.unlock();
	}

	// Answers

	@Test
	void whenCallerMakesACallAsItIsAnsweredThenThatNeedNotWaitForOthers() {
		this.lock.lock();
		this.lock.answerAfterUnlock(() -> {
			underLock(() -> this.done.add("its dial"));
			this.done.add("answer");
		});
		this.lock.answerAfterUnlock(() -> this.done.add("answer of another"));
		this.lock.unlock();
		assertThat(this.done).containsExactly("its dial", "answer", "answer of another");
	}

	@Test
	void whenManyCallersMakeCallsAsTheyAreAnsweredThenTheStackDoesNotGrow() {
		this.lock.lock();
		for (int i = 0; i < MANY; i++) {
			boolean measured = i % 1000 == 0;
			this.lock.answerAfterUnlock(() -> answerAnother(measured));
		}
		this.lock.unlock();
		assertThat(this.done).hasSize(MANY);
		assertThat(Set.copyOf(this.depths)).hasSize(1);
	}

	private void answerAnother(boolean measured) {
		this.lock.lock();
		this.lock.answerAfterUnlock(() -> {
			this.done.add("answer");
			if (measured) {
				this.depths.add(Thread.currentThread().getStackTrace().length);
			}
		});
		this.lock.unlock();
	}

	@Test
	void whenAnotherThreadIsStuckInAnAnswerThenThisOneDoesItsOwn() throws Exception {
		CountDownLatch stuck = new CountDownLatch(1);
		CountDownLatch freed = new CountDownLatch(1);
		CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
			this.lock.lock();
			this.lock.answerAfterUnlock(() -> {
				stuck.countDown();
				await(freed);
			});
			this.lock.unlock();
		});
		assertThat(stuck.await(5, TimeUnit.SECONDS)).isTrue();
		underLock(() -> this.done.add("done"));
		assertThat(this.done).containsExactly("done");
		freed.countDown();
		other.get(5, TimeUnit.SECONDS);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	// Who holds it

	@Test
	void whenTheLockIsNotHeldThenThatIsNoticed() {
		assertThatThrownBy(this.lock::assertHeld).isInstanceOf(AssertionError.class);
		assertThatThrownBy(() -> this.lock.runAfterUnlock(() -> this.done.add("never")))
			.isInstanceOf(AssertionError.class);
		this.lock.lock();
		assertThatCode(this.lock::assertHeld).doesNotThrowAnyException();
		this.lock.unlock();
	}

	private void underLock(Runnable action) {
		this.lock.lock();
		this.lock.runAfterUnlock(action);
		this.lock.unlock();
	}

}
