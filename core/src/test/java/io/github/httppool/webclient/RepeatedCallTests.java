package io.github.httppool.webclient;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.call.Call;
import io.github.httppool.call.CallRetries;
import io.github.httppool.call.Deadline;
import io.github.httppool.call.Retries;
import io.github.httppool.call.RetryCause;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link RepeatedCall}.
 */
class RepeatedCallTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final Call call = new Call("GET", "/", null, System.nanoTime());

	private final Retries retries = new Retries(
			new HttpPoolSettings.Retry(2, Duration.ofMillis(1), Duration.ofMillis(1), 1, List.of(503), 1, 1),
			(request, outcome, attempts, pause) -> {
			});

	@Test
	void whenTheConnectionOfTheLastAttemptIsNotFreeThenTheCallWaitsNoLongerThanItMay() {
		this.call.limitTo(Deadline.hard(System.nanoTime(), Duration.ofSeconds(1), "a limit"));
		AtomicInteger made = new AtomicInteger();
		CallRetries attempts = this.retries.begin(this.call, "GET", null);
		RepeatedCall repeated = new RepeatedCall(attempts, this.call, writer(), () -> {
			if (made.incrementAndGet() == 1) {
				this.call.leaseBegins();
				this.call.fails(RetryCause.CONNECT);
			}
			else {
				assertThat(this.call.deadline().hasPassed(System.nanoTime())).isTrue();
			}
			return Mono.error(new IOException("attempt " + made));
		});
		assertThatThrownBy(() -> repeated.response().block(PATIENCE)).hasMessageContaining("attempt 2");
		assertThat(made).hasValue(2);
	}

	private RequestWriter writer() {
		WebClientFailures failures = new WebClientFailures(HttpMethod.GET, URI.create("http://localhost/"));
		return new RequestWriter((request) -> Mono.empty(), HttpMethod.GET, this.call,
				new ResponseBodyOwnership(this.call, failures));
	}

}
