package io.github.httppool.e2e;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.github.httppool.HttpPools;
import io.github.httppool.client.HttpPoolClients;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Blocking calls where nobody may block.
 */
class EventLoopTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private NettyServer server;

	private NettyServer other;

	private TestApplication application;

	@BeforeEach
	void start() {
		this.server = this.endToEnd.nettyServer();
		this.other = this.endToEnd.nettyServer();
		this.application = this.endToEnd.application("httppool.clients.payment.pool.max-connections=5");
	}

	@ParameterizedTest
	@MethodSource("callers")
	void whenABlockingCallIsMadeWhereNobodyMayBlockThenItIsRefused(String pool,
			BiFunction<EventLoopTests, Mono<String>, Mono<String>> thread) {
		assertRefused(pool, thread);
	}

	@ParameterizedTest
	@MethodSource("callers")
	void whenABlockingCallIsRefusedThenNothingHasBeenSent(String pool,
			BiFunction<EventLoopTests, Mono<String>, Mono<String>> thread) {
		assertRefused(pool, thread);
		long before = acquired(pool);
		// Whatever had been sent would be there before this.
		assertThat(CallsUnderWay.get(client(pool), this.other.url("/ok"))).isEqualTo("ok");
		assertThat(acquired(pool)).isEqualTo(before + 1);
		assertThat(this.other.requests()).isOne();
		assertThat(this.other.sockets().accepted()).isOne();
	}

	private void assertRefused(String pool, BiFunction<EventLoopTests, Mono<String>, Mono<String>> thread) {
		AtomicReference<String> threadName = new AtomicReference<>();
		Mono<String> call = thread.apply(this, call(pool, threadName));
		assertThatIllegalStateException().isThrownBy(() -> call.block(PATIENCE))
			.withMessageContaining("cannot be called on the thread '%s', which must not block; nothing has been sent",
					threadName.get());
	}

	private Mono<String> call(String pool, AtomicReference<String> threadName) {
		return Mono.fromCallable(() -> {
			threadName.set(Thread.currentThread().getName());
			return CallsUnderWay.get(client(pool), this.other.url("/ok"));
		});
	}

	private RestClient client(String pool) {
		return this.application.bean(HttpPoolClients.class).restClient(pool);
	}

	private long acquired(String pool) {
		return this.application.bean(HttpPools.class).get(pool).snapshot().acquired();
	}

	private Mono<String> afterACallOfWebClient(Mono<String> call) {
		return CallsUnderWay.get(this.application.webClient(), this.server.url("/ok")).flatMap((answer) -> {
			assertThat(Thread.currentThread().getName()).startsWith("httppool");
			return call;
		});
	}

	private Mono<String> onAParallelThread(Mono<String> call) {
		return call.subscribeOn(Schedulers.parallel());
	}

	static Stream<Arguments> callers() {
		return Stream.of("default", "payment")
			.flatMap((pool) -> Stream.of(
					Arguments.of(pool, thread("after a call of WebClient", EventLoopTests::afterACallOfWebClient)),
					Arguments.of(pool, thread("on a parallel thread", EventLoopTests::onAParallelThread))));
	}

	private static Named<BiFunction<EventLoopTests, Mono<String>, Mono<String>>> thread(String name,
			BiFunction<EventLoopTests, Mono<String>, Mono<String>> thread) {
		return Named.of(name, thread);
	}

}
