package io.github.httppool.fleet;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link FleetWatch}: its thread, and what becomes of what it hears.
 */
@ExtendWith(OutputCaptureExtension.class)
class FleetWatchTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final List<Integer> told = new CopyOnWriteArrayList<>();

	private final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();

	private final FleetWatch watch = new FleetWatch(this::count, 4, this::tell);

	private volatile boolean refusing;

	private void tell(int size) {
		if (this.refusing) {
			throw new IllegalStateException("no pool listens");
		}
		this.told.add(size);
	}

	private int count() throws Exception {
		Object answer = this.answers.take();
		if (answer instanceof Exception failure) {
			throw failure;
		}
		return (int) answer;
	}

	@BeforeEach
	void want() {
		this.watch.want();
	}

	@AfterEach
	void stop() {
		this.watch.stop();
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(threads()).isZero());
	}

	@Test
	void whenItStartsThenItCounts() {
		this.watch.start();
		this.answers.add(6);
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.told).containsExactly(6));
	}

	@Test
	void whenTheFirstCountIsLowerThenNothingIsToldAsLongAsThatMayBeAMistake() {
		this.watch.start();
		this.answers.add(1);
		await().atMost(PATIENCE).until(this.answers::isEmpty);
		this.watch.lookSoon();
		this.answers.add(5);
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.told).containsExactly(5));
	}

	@Test
	void whenTheListenerFailsThenThatIsSaidAndItIsToldAgain(CapturedOutput output) {
		this.refusing = true;
		this.watch.start();
		this.answers.add(6);
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(output).contains("The limits of the fleet could not be divided by 6")
				.contains("IllegalStateException: no pool listens"));
		this.refusing = false;
		this.watch.lookSoon();
		this.answers.add(6);
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.told).containsExactly(6));
		assertThat(output).doesNotContain("cannot be counted");
	}

	@Test
	void whenNobodyWantsToKnowThenNothingIsCountedUntilSomebodyDoes() {
		FleetWatch unwanted = new FleetWatch(this::count, 4, this::tell);
		this.answers.add(6);
		unwanted.start();
		unwanted.lookSoon();
		assertThat(threads()).isZero();
		unwanted.want();
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.told).containsExactly(6));
		unwanted.stop();
		unwanted.want();
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(threads()).isZero());
	}

	@Test
	void whenItIsToldOfAChangeThenItCountsAgain() {
		this.watch.start();
		this.answers.add(4);
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.told).containsExactly(4));
		this.watch.lookSoon();
		this.answers.add(5);
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.told).containsExactly(4, 5));
	}

	@Test
	void whenDiscoveryFailsThenTheNumberRemainsAndThatIsSaidOnce(CapturedOutput output) {
		this.watch.start();
		List.of(5, new IllegalStateException("registry is down"), 0, new IllegalStateException("still down"), 6)
			.forEach((answer) -> {
				this.answers.add(answer);
				await().atMost(PATIENCE).until(this.answers::isEmpty);
				this.watch.lookSoon();
			});
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.told).containsExactly(5, 6));
		assertThat(output).containsOnlyOnce("cannot be counted; the limits of the fleet stay divided by 5")
			.containsOnlyOnce("can be counted again: 6");
	}

	@Test
	void whenTheFirstInstanceIsNotKnownYetThenNothingIsSaid(CapturedOutput output) {
		this.watch.start();
		this.answers.add(0);
		await().atMost(PATIENCE).until(this.answers::isEmpty);
		this.watch.lookSoon();
		this.answers.add(4);
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.told).containsExactly(4));
		assertThat(output).doesNotContain("counted");
	}

	@Test
	void whenNoInstanceIsKnownForLongThenThatIsSaid(CapturedOutput output) {
		FleetWatch impatient = new FleetWatch(() -> 0, 4, this::tell, Duration.ZERO);
		impatient.want();
		impatient.start();
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(output)
				.contains("cannot be counted; the limits of the fleet stay divided by 4: discovery knows no instance"));
		impatient.stop();
		assertThat(this.told).isEmpty();
	}

	@Test
	void whenCountingHangsThenNobodyWaitsForItAndItEndsWithTheContext(CapturedOutput output) {
		this.watch.start();
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(threads()).isOne());
		this.watch.lookSoon();
		this.watch.stop();
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(threads()).isZero());
		assertThat(this.told).isEmpty();
		assertThat(output).doesNotContain("cannot be counted");
	}

	@Test
	void whenItStartsAgainThenItCountsAgain() throws InterruptedException {
		CountDownLatch twice = new CountDownLatch(2);
		FleetWatch counting = new FleetWatch(() -> {
			twice.countDown();
			return 1;
		}, 1, this::tell);
		counting.want();
		counting.start();
		counting.start();
		await().atMost(PATIENCE).until(() -> twice.getCount() == 1);
		counting.stop();
		assertThat(counting.isRunning()).isFalse();
		counting.start();
		assertThat(twice.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		counting.stop();
	}

	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("httppool-fleet"))
			.count();
	}

}
