package io.github.httppool.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.github.httppool.HttpPoolListener;
import io.github.httppool.StaleOutcome;
import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Bursts of POSTs to a server that closes its connections just then.
 * {@code -Dstale.posts} says how many of each client, for example 10000.
 */
@Timeout(600)
class StaleBurstTests {

	private static final int POSTS = Integer.getInteger("stale.posts", 500);

	private static final int BURST = 20;

	private final AtomicInteger repeated = new AtomicInteger();

	private final AtomicInteger failed = new AtomicInteger();

	@RegisterExtension
	final PooledApplication application = new PooledApplication().listening(new HttpPoolListener() {

		@Override
		public void foundStale(FoundStale event) {
			((event.outcome() == StaleOutcome.REPEATED) ? StaleBurstTests.this.repeated : StaleBurstTests.this.failed)
				.incrementAndGet();
		}

	});

	@RegisterExtension
	final ClosingServer server = new ClosingServer();

	@ParameterizedTest
	@EnumSource(names = "REST_TEMPLATE", mode = EnumSource.Mode.EXCLUDE)
	void everyPostIsAnsweredAndReadOnce(ClientKind client) {
		assumeTrue(Epoll.isAvailable(), "the native transport of Linux");
		List<Throwable> failures = new ArrayList<>();
		for (int sent = 0; sent < POSTS; sent += BURST) {
			List<CompletableFuture<ResponseEntity<String>>> burst = new ArrayList<>();
			for (int i = 0; i < BURST; i++) {
				burst.add(client.send(this.application,
						new RequestEntity<>("post " + (sent + i), HttpMethod.POST, this.server.uri())));
			}
			for (int i = 0; i < BURST; i++) {
				String expected = "post " + (sent + i);
				burst.get(i)
					.handle((answer, failure) -> (failure != null) ? failures.add(failure)
							: assertThat(answer.getBody()).isEqualTo(expected))
					.join();
			}
			// The server closes its connections meanwhile.
			LockSupport.parkNanos(TimeUnit.MILLISECONDS
				.toNanos(ThreadLocalRandom.current().nextInt(ClosingServer.LONGEST_IDLE_MILLIS)));
		}
		System.out.printf("%s: %d posts, %d closes by the server, %d repeated, %d failed%n", client, POSTS,
				this.server.closes(), this.repeated.get(), this.failed.get());
		assertThat(failures).isEmpty();
		assertThat(this.server.closes()).isPositive();
		assertThat(this.server.read()).hasSize(POSTS).allSatisfy((post, times) -> assertThat(times).hasValue(1));
	}

}
