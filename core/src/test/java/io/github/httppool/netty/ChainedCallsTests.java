package io.github.httppool.netty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.httppool.PoolSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Calls that are made as soon as another one has ended, while its connection is about to
 * be given back.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ChainedCallsTests {

	private static final int CALLS = 50;

	@RegisterExtension
	final TestPool pool = new TestPool();

	private final CountingServer server = new CountingServer();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest(name = "{0} event loops")
	@ValueSource(ints = { 1, 2 })
	void whenEachCallFollowsTheLastThenAllUseOneConnection(int eventLoops) {
		this.pool.eventLoops(eventLoops);
		ok().repeat(CALLS - 1L).blockLast();
		PoolSnapshot snapshot = this.pool.snapshot();
		assertThat(snapshot.created()).isEqualTo(1);
		assertThat(snapshot.acquired()).isEqualTo(CALLS);
	}

	@Test
	void whenTheClientHasEventLoopsOfItsOwnThenAllUseOneConnection() {
		LoopResources loops = LoopResources.create("application", 1, true);
		try {
			Mono<String> ok = this.pool.pool()
				.httpClient()
				.runOn(loops)
				.get()
				.uri(this.server.url("/ok"))
				.responseSingle((response, body) -> body.asString());
			ok.repeat(CALLS - 1L).blockLast();
			assertThat(this.pool.snapshot().created()).isEqualTo(1);
		}
		finally {
			this.pool.pools().close();
			loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block();
		}
	}

	@Test
	void whenThereIsOneConnectionThenCallersWhoWaitForItGetItToo() {
		this.pool.maxConnections(1);
		Flux.range(0, 5).flatMap((caller) -> ok().repeat(CALLS - 1L), 5).blockLast();
		assertThat(this.pool.snapshot().acquired()).isEqualTo(5 * CALLS);
		assertThat(this.pool.snapshot().created()).isEqualTo(1);
	}

	@Test
	void whenOneCallIsFollowedByTwoThenBothAreMade() {
		Mono<Long> both = Flux.merge(ok(), ok()).count();
		assertThat(ok().then(both).block()).isEqualTo(2);
		assertThat(this.pool.snapshot().created()).isEqualTo(2);
	}

	/**
	 * It has not asked for a connection when it is cancelled.
	 */
	@Test
	void whenItIsCancelledAtOnceThenItTakesNoConnection() {
		Flux<String> cancelled = this.pool.get(this.server.url("/close"))
			.flatMapMany((answer) -> Flux.merge(ok(), Mono.error(new IllegalStateException("given up"))));
		assertThatIllegalStateException().isThrownBy(cancelled::blockLast).withMessage("given up");
		assertThat(ok().block()).isNotNull();
		assertThat(this.pool.snapshot().acquired()).isEqualTo(2);
		assertThat(this.pool.snapshot().created()).isEqualTo(2);
	}

	@Test
	void whenTheConnectionIsNotGivenBackThenTheCallIsMadeAllTheSame() {
		Mono<String> closing = this.pool.get(this.server.url("/close"));
		assertThat(closing.then(ok()).block()).isNotNull();
		assertThat(this.pool.snapshot().created()).isEqualTo(2);
	}

	@Test
	void whenThePoolIsClosedMeanwhileThenTheCallIsRefused() {
		Mono<String> closed = ok().doOnSuccess((answer) -> this.pool.pools().close()).then(ok());
		assertThat(closed.materialize().block().getThrowable()).hasMessageContaining("closed");
	}

	private Mono<String> ok() {
		return this.pool.get(this.server.url("/ok"));
	}

}
