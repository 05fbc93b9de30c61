package io.github.httppool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.github.httppool.CloseReason;
import io.github.httppool.FileDescriptorsSnapshot;
import io.github.httppool.Leasing;
import io.github.httppool.pool.TestWaiter.Wish;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Long stories that nobody would think of: whatever happens in whatever order, the
 * invariants hold after every step, no caller that waits is forgotten, and everyone is
 * answered once.
 */
class RandomStoryTests {

	private static final int STEPS = 3_000;

	private static final int STORIES = 20;

	private static final int ROUNDS = 100;

	private static final int TOTAL = 9;

	private static final int HOSTS = 6;

	private static final int IDENTITIES = 2;

	private static final long LONGEST_PAUSE_MILLIS = 1_000;

	private static final Duration PAUSE = Duration.ofNanos(DialBackoff.FIRST_PAUSE_NANOS);

	private static final CloseReason[] REASONS = CloseReason.values();

	private static final Wish[] WISHES = Wish.values();

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	private final List<TestWaiter> callers = new ArrayList<>();

	private List<TestPool> pools = List.of();

	private Random random = new Random();

	private boolean outOfDescriptors;

	@ParameterizedTest(name = "seed {0}")
	@MethodSource("seeds")
	void whenAnythingHappensThenInvariantsHoldAndEveryoneIsAnswered(long seed) {
		begin(seed);
		for (int step = 0; step < STEPS; step++) {
			Step next = next();
			try {
				next.happens.accept(this);
				this.rig.assertSound();
			}
			catch (AssertionError | RuntimeException ex) {
				throw new AssertionError("seed %d, step %d: %s".formatted(seed, step, next), ex);
			}
		}
		comeToRest();
	}

	static LongStream seeds() {
		return LongStream.range(0, STORIES);
	}

	private void begin(long seed) {
		this.random = new Random(seed);
		this.rig.limitTotal(TOTAL, TOTAL - 2, new DescriptorGuard(this::descriptors));
		this.rig.network().closeSlowly();
		this.rig.network().handOverSlowly();
		TestPool wide = this.rig.pool(TestSettings.maxConnections(4).maxPending(6).leasing(Leasing.FIFO));
		TestPool narrow = this.rig.pool(TestSettings.maxConnections(2).maxIdle(1).maxPending(20).maxRequests(5));
		this.pools = List.of(wide, narrow);
	}

	private Optional<FileDescriptorsSnapshot> descriptors() {
		return Optional.of(new FileDescriptorsSnapshot(this.outOfDescriptors ? 1000 : 0, 1000));
	}

	private Step next() {
		Step[] steps = Step.values();
		int likely = IntStream.range(0, 2).map((i) -> this.random.nextInt(steps.length)).min().orElseThrow();
		return steps[likely];
	}

	/**
	 * Nobody comes any more and all goes well: everyone who waits is served.
	 */
	private void comeToRest() {
		for (int round = 0; this.callers.stream().anyMatch(TestWaiter::isWaiting); round++) {
			assertThat(round).as("rounds").isLessThan(ROUNDS);
			this.rig.network().answerAll();
			this.rig.network().finishClosing();
			this.rig.pass(PAUSE);
			this.pools.forEach((pool) -> List.copyOf(pool.leasing()).forEach(TestWaiter::release));
			this.rig.assertSound();
		}
	}

	// Steps

	private void acquire() {
		String host = "host-" + this.random.nextInt(HOSTS);
		this.callers.add(anyPool().acquire(host, this.random.nextInt(IDENTITIES), anyWish()));
	}

	private void withWaiting(Consumer<TestWaiter> action) {
		withAny(anyPool().waiting(), action);
	}

	private void withLeasing(Consumer<TestWaiter> action) {
		withAny(anyPool().leasing(), action);
	}

	/**
	 * With a caller whose connection has not reached it yet.
	 */
	private void withOnItsWay(Consumer<TestWaiter> action) {
		withAny(anyPool().leasing().stream().filter((caller) -> !caller.isHandedOver()).toList(), action);
	}

	private void closeOnItsWay(TestWaiter caller) {
		caller.connection().end(anyReason());
		assertThat(caller.handOver()).as("handed over").isFalse();
		caller.findDead(anyReason());
	}

	private void withIdle(Consumer<FakeConnection> action) {
		List<PoolEntry> idle = this.rig.network().entries(anyPool(), EntryState.IDLE).toList();
		withAny(idle, (entry) -> action.accept(FakeConnection.of(entry)));
	}

	private void withDial(Consumer<FakeNetwork> action) {
		if (this.rig.network().dialing() > 0) {
			action.accept(this.rig.network());
		}
	}

	private <T> void withAny(Collection<T> candidates, Consumer<T> action) {
		if (!candidates.isEmpty()) {
			action.accept(List.copyOf(candidates).get(this.random.nextInt(candidates.size())));
		}
	}

	private Wish anyWish() {
		return WISHES[this.random.nextInt(WISHES.length)];
	}

	private CloseReason anyReason() {
		return REASONS[this.random.nextInt(REASONS.length)];
	}

	private TestPool anyPool() {
		return this.pools.get(this.random.nextInt(this.pools.size()));
	}

	/**
	 * What can happen, the likeliest first.
	 */
	private enum Step {

		ACQUIRE(RandomStoryTests::acquire),

		DIAL_SUCCEEDS((story) -> story.withDial(FakeNetwork::answer)),

		RELEASE((story) -> story.withLeasing(TestWaiter::release)),

		SOCKET_CLOSES((story) -> story.rig.network().finishClosingOne()),

		ACQUIRE_AGAIN(RandomStoryTests::acquire),

		DIAL_FAILS((story) -> story.withDial(FakeNetwork::refuse)),

		BREAK_OFF((story) -> story.withLeasing((caller) -> caller.breakOff(story.anyReason()))),

		CANCEL((story) -> story.withWaiting(TestWaiter::cancel)),

		TIME_PASSES((story) -> story.rig.pass(Duration.ofMillis(story.random.nextLong(LONGEST_PAUSE_MILLIS)))),

		DIAL_IS_SLOW((story) -> story.withDial(FakeNetwork::delay)),

		HAND_OVER((story) -> story.withOnItsWay(TestWaiter::handOver)),

		FIND_DEAD((story) -> story.withOnItsWay((caller) -> caller.findDead(story.anyReason()))),

		CLOSES_ON_ITS_WAY((story) -> story.withOnItsWay(story::closeOnItsWay)),

		RETURN_UNUSED((story) -> story.withOnItsWay(TestWaiter::returnUnused)),

		UPGRADE((story) -> story.withLeasing(TestWaiter::upgrade)),

		STREAM((story) -> story.withLeasing(TestWaiter::streams)),

		RENEW((story) -> story.withLeasing((caller) -> caller.renew())),

		SERVER_CLOSES((story) -> story.withIdle((idle) -> idle.end(CloseReason.SERVER_CLOSED_IDLE))),

		SERVER_DIES((story) -> story.withIdle(FakeConnection::die)),

		SWEEP((story) -> story.anyPool().sweep()),

		DESCRIPTORS_RUN_OUT((story) -> story.outOfDescriptors = true),

		DESCRIPTORS_ARE_FREE((story) -> story.outOfDescriptors = false),

		RESIZE((story) -> story.anyPool().resize(1 + story.random.nextInt(TOTAL))),

		EVICT((story) -> story.anyPool().evictIdle());

		private final Consumer<RandomStoryTests> happens;

		Step(Consumer<RandomStoryTests> happens) {
			this.happens = happens;
		}

	}

}
