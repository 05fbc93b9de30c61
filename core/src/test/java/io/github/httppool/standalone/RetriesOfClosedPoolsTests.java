package io.github.httppool.standalone;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPools;
import io.github.httppool.PoolClosedException;
import io.github.httppool.RawServer;
import io.github.httppool.StandaloneHttpPools;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Calls that wait to be repeated when their pool is closed.
 */
@Timeout(60)
class RetriesOfClosedPoolsTests {

	@RegisterExtension
	final RawServer server = new RawServer()
		.answering("HTTP/1.1 503 Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n");

	private final CountDownLatch pauses = new CountDownLatch(1);

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenThePoolIsClosedWhileACallPausesThenTheCallFailsAndNobodyWaitsForIt(boolean reactive) {
		StandaloneHttpPools pools = HttpPools.builder()
			.pool(HttpPool.DEFAULT, settings())
			.drainTimeout(Duration.ZERO)
			.listener(new HttpPoolListener() {

				@Override
				public void retryDecided(RetryDecided event) {
					RetriesOfClosedPoolsTests.this.pauses.countDown();
				}

			})
			.build();
		CompletableFuture<String> call = send(pools.get(HttpPool.DEFAULT), reactive);
		RawServer.awaitLatch(this.pauses);
		pools.close();
		assertThat(pools.totals().connections()).isZero();
		Throwable failure = catchThrowable(call::join).getCause();
		assertThat(failure).hasCauseInstanceOf(PoolClosedException.class);
		assertThat(failure.getCause().getSuppressed()).singleElement()
			.returns("after 2 attempts", Throwable::getMessage);
		assertThat(this.server.connections()).isOne();
	}

	private CompletableFuture<String> send(HttpPool pool, boolean reactive) {
		String uri = this.server.uri("/").toString();
		if (reactive) {
			WebClient client = WebClient.builder().clientConnector(PooledTransports.connector(pool)).build();
			return client.get().uri(uri).retrieve().bodyToMono(String.class).toFuture();
		}
		RestClient client = RestClient.builder().requestFactory(PooledTransports.requestFactory(pool)).build();
		return CompletableFuture.supplyAsync(() -> client.get().uri(uri).retrieve().body(String.class));
	}

	private static HttpPoolSettings settings() {
		HttpPoolSettings.Retry off = HttpPoolSettings.Retry.DEFAULT;
		return HttpPoolSettings.builder()
			.retry(new HttpPoolSettings.Retry(3, off.backoff(), Duration.ofSeconds(1), off.jitter(), List.of(503),
					off.budget(), off.budgetMin()))
			.build();
	}

}
