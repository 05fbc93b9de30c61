package io.github.httppool.sample.traffic;

import java.time.Duration;
import java.util.function.Predicate;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(properties = { "sample.traffic.enabled=false", "sample.traffic.threads=4" })
class TrafficGeneratorTests {

	private final TrafficGenerator generator;

	private final Flow fast;

	private final Flow slow;

	TrafficGeneratorTests(@Autowired TrafficGenerator generator) {
		this.generator = generator;
		this.fast = generator.flow("fast");
		this.slow = generator.flow("slow");
	}

	@BeforeEach
	void quiet() {
		this.generator.turn(false);
		await().until(() -> calls(this.fast).inFlight() + calls(this.slow).inFlight() == 0);
	}

	@Test
	void whileItIsOnItsCallsAreAnswered() {
		this.generator.turn(true);
		awaitMoreAnswers(this.fast);
	}

	@Test
	void whenTurnedOffThenNoMoreCallsAreMade() {
		this.generator.turn(true);
		awaitMoreAnswers(this.fast);
		quiet();
		long answered = calls(this.fast).ok();
		await().during(Duration.ofMillis(200)).until(() -> calls(this.fast).ok() == answered);
	}

	@Test
	void callsThatFindNoThreadAreSkipped() {
		long skipped = calls(this.slow).skipped();
		assertThat(this.generator.burst(this.slow, 10)).isEqualTo(4);
		assertThat(calls(this.slow).skipped()).isEqualTo(skipped + 6);
		assertThat(calls(this.slow).inFlight()).isEqualTo(4);
	}

	@Test
	void whenRestartedThenItGoesOn() {
		this.generator.stop();
		assertThat(this.generator.isRunning()).isFalse();
		this.generator.start();
		this.generator.turn(true);
		awaitMoreAnswers(this.fast);
	}

	@Test
	void whenStoppedThenCallsInFlightFinish() {
		long answered = calls(this.slow).ok();
		this.generator.burst(this.slow, 3);
		this.generator.stop();
		await().until(() -> calls(this.slow).ok(), Predicate.isEqual(answered + 3));
		assertThat(this.slow.summary())
			.startsWith("flow 'slow': %d calls ok, 0 failed, 0 in flight, ".formatted(answered + 3));
		this.generator.start();
	}

	private void awaitMoreAnswers(Flow flow) {
		long answered = calls(flow).ok();
		await().until(() -> calls(flow).ok() > answered);
	}

	private static FlowStats.Snapshot calls(Flow flow) {
		return flow.state().calls();
	}

}
