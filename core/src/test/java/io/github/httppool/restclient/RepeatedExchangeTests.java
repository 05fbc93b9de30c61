package io.github.httppool.restclient;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.RetryOutcome;
import io.github.httppool.call.Call;
import io.github.httppool.call.CallRetries;
import io.github.httppool.call.Deadline;
import io.github.httppool.call.Retries;
import io.github.httppool.call.RetryCause;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RepeatedExchange}.
 */
@Timeout(20)
class RepeatedExchangeTests {

	private static final long NOW = System.nanoTime();

	private final List<RetryOutcome> decided = new ArrayList<>();

	private final Retries retries = new Retries(
			new HttpPoolSettings.Retry(3, Duration.ofMillis(100), Duration.ofMillis(100), 1, List.of(503), 1, 1),
			(request, outcome, attempts, pause) -> this.decided.add(outcome));

	private final Call call = new Call("GET", "/", null, NOW);

	private final CallRetries attempts = this.retries.begin(this.call, "GET", null);

	private final RepeatedExchange exchange = exchange();

	private RepeatedExchange exchange() {
		IOExceptionTranslator failures = new IOExceptionTranslator(HttpMethod.GET, URI.create("http://localhost/"),
				null);
		return new RepeatedExchange(this.attempts, this.call, failures, RequestContent.NONE, HttpClient.create().post(),
				() -> {
					throw new AssertionError("no attempt was to be made");
				});
	}

	@AfterEach
	void nothingIsLeft() {
		this.attempts.end();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void whenTheCallerIsInterruptedThenThereIsNoOtherAttemptAndNoneIsTold() {
		this.call.fails(RetryCause.CONNECT);
		Thread.currentThread().interrupt();
		boolean again = this.exchange.shouldRetry(new IOException("lost"));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(again).isFalse();
		assertThat(this.decided).isEmpty();
	}

	@Test
	void whenTheConnectionOfTheLastAttemptIsNotFreeThenTheCallWaitsNoLongerThanItMay() {
		this.call.leaseBegins();
		this.call.fails(RetryCause.CONNECT);
		this.call.limitTo(Deadline.hard(System.nanoTime(), Duration.ofSeconds(1), "a limit"));
		assertThat(this.exchange.shouldRetry(new IOException("lost"))).isTrue();
		assertThat(this.call.deadline().hasPassed(System.nanoTime())).isTrue();
		assertThat(this.exchange.getBackOff().start().nextBackOff()).isZero();
	}

}
