package io.github.httppool.e2e;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls of {@code WebClient} that are cancelled by another thread just when their
 * response arrives.
 */
class CancelRaceTests {

	private static final int AT_ONCE = 16;

	private static final long LONGEST_NANOS = Duration.ofMillis(4).toNanos();

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private final BodyServer server = this.endToEnd.bodyServer();

	@Test
	void whenCallsAreCancelledAsTheirResponsesArriveThenNoConnectionIsLost() {
		cancel(3_000, true);
	}

	@ParameterizedTest(name = "leak detection: {0}")
	@ValueSource(booleans = { true, false })
	@Tag("stress")
	@Timeout(3600)
	void whenManyCallsAreCancelledAsTheirResponsesArriveThenNoConnectionIsLost(boolean leakDetection) {
		cancel(200_000, leakDetection);
	}

	private void cancel(int calls, boolean leakDetection) {
		TestApplication application = this.endToEnd.application("httppool.leak-detection.enabled=" + leakDetection);
		Flux.range(0, calls).flatMap((i) -> given(application), AT_ONCE).blockLast();
		EndToEnd.eventually("nothing under way",
				() -> assertThat(application.pool().snapshot().active())
					.as(() -> application.pool().connections().toString())
					.isZero());
	}

	/**
	 * A call that is given up after a moment.
	 */
	private Mono<Object> given(TestApplication application) {
		return application.webClient()
			.get()
			.uri(this.server.uri("/bytes/200000"))
			.exchangeToMono((response) -> Mono.never())
			.timeout(Duration.ofNanos(ThreadLocalRandom.current().nextLong(LONGEST_NANOS)), Mono.empty());
	}

}
