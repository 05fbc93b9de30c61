package io.github.httppool.boot;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.github.httppool.CloseReason;
import io.github.httppool.RawServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.netty.Connection;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A call of {@code WebClient} that another thread cancels, at whatever moment between
 * subscription and response: its lease ends, also when an operator drops the response on
 * its way.
 */
class CancelledDeliveryTests {

	private static final Set<String> SINKS = Set.of("reactor.core.publisher.FluxCreate",
			"reactor.core.publisher.MonoCreate");

	private static final String HOOK = CancelledDeliveryTests.class.getName();

	/**
	 * So long that it does not arrive with the head, and ends no lease by itself.
	 */
	private static final int LARGE = 200_000;

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer().on("/large", RawServer.ok("x".repeat(LARGE)));

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=1",
			"httppool.pool.max-pending-acquires=100");

	@AfterEach
	void removeHook() {
		Hooks.resetOnEachOperator(HOOK);
	}

	/**
	 * The connection passes two sinks of Reactor's: ours, and Reactor Netty's when the
	 * response has begun. Behind each the call is cancelled before anybody else sees it.
	 */
	@ParameterizedTest(name = "behind sink {0}")
	@ValueSource(ints = { 1, 2 })
	void whenACallIsCancelledAsASinkEmitsThenItsLeaseEnds(int sink) {
		application.awaitQuiet();
		Disposable.Swap call = Disposables.swap();
		AtomicInteger emissions = new AtomicInteger();
		CountDownLatch cancelled = new CountDownLatch(1);
		onEmission(() -> {
			if (emissions.incrementAndGet() == sink) {
				CompletableFuture.runAsync(call::dispose).join();
				cancelled.countDown();
			}
		});
		call.update(get("/large").subscribe());
		RawServer.awaitLatch(cancelled);
		removeHook();
		application.assertClosed(1, CloseReason.CLIENT_CANCELLED);
		assertThat(get("/next").block(PooledApplication.PATIENCE)).isEqualTo("/next");
	}

	@ParameterizedTest(name = "behind sink {0}")
	@ValueSource(ints = { 1, 2 })
	void whenACallIsCancelledAsASinkEmitsThenACallerThatWaitsIsServed(int sink) {
		application.awaitQuiet();
		Disposable.Swap call = Disposables.swap();
		AtomicInteger emissions = new AtomicInteger();
		AtomicInteger armed = new AtomicInteger(sink);
		onEmission(() -> {
			if (emissions.incrementAndGet() == sink && armed.getAndSet(0) == sink) {
				application.awaitWaiter();
				CompletableFuture.runAsync(call::dispose).join();
			}
		});
		call.update(get("/large").subscribe());
		application.awaitCall();
		assertThat(get("/next").block(PooledApplication.PATIENCE)).isEqualTo("/next");
		application.assertClosed(1, CloseReason.CLIENT_CANCELLED);
	}

	/**
	 * Spring reads the body of a response that is cancelled just then to its end, which
	 * never comes.
	 */
	@Test
	void whenACallIsCancelledAsSpringHasItsResponseThenItsLeaseEnds() {
		this.server.on("/endless", CancelledDeliveryTests::endless);
		application.awaitQuiet();
		Disposable.Swap call = Disposables.swap();
		CountDownLatch cancelled = new CountDownLatch(1);
		onResponseOfSpring(() -> {
			CompletableFuture.runAsync(call::dispose).join();
			cancelled.countDown();
		});
		call.update(get("/endless").subscribe());
		RawServer.awaitLatch(cancelled);
		removeHook();
		application.assertClosed(1, CloseReason.CLIENT_CANCELLED);
		assertThat(get("/next").block(PooledApplication.PATIENCE)).isEqualTo("/next");
	}

	/**
	 * As Reactor's own operators lose one that comes while they subscribe.
	 */
	@Test
	void whenAnOperatorLosesTheCancelOfACallThenTheCallEnds() {
		this.server.on("/endless", CancelledDeliveryTests::endless);
		application.awaitQuiet();
		BaseSubscriber<Object> caller = new BaseSubscriber<>() {
		};
		client(LosesCancel.of(caller)).get()
			.uri(this.server.uri("/endless"))
			.exchangeToMono((response) -> Mono.never())
			.subscribe(caller);
		application.awaitQuiet();
		assertThat(get("/next").block(PooledApplication.PATIENCE)).isEqualTo("/next");
	}

	@Test
	void whenAnOperatorLosesTheCancelOfABodyThenItsLeaseEnds() {
		this.server.on("/endless", CancelledDeliveryTests::endless);
		application.awaitQuiet();
		BaseSubscriber<Object> caller = new BaseSubscriber<>() {
		};
		application.bean("httpPoolWebClient", WebClient.class)
			.get()
			.uri(this.server.uri("/endless"))
			.exchangeToFlux(
					(response) -> response.bodyToFlux(DataBuffer.class).transform(LosesCancel.<DataBuffer>of(caller)))
			.subscribe(caller);
		application.assertClosed(1, CloseReason.CLIENT_CANCELLED);
		assertThat(get("/next").block(PooledApplication.PATIENCE)).isEqualTo("/next");
	}

	/**
	 * Reactor Netty has noted the cancel, but has not closed the connection yet, when it
	 * finds that the rest of the same read is not HTTP.
	 */
	@Test
	void whenABodyIsCancelledInTheMiddleOfABrokenReadThenItsLeaseEnds() {
		this.server.on("/broken", (peer) -> {
			peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n");
			peer.readToEnd();
		});
		application.awaitQuiet();
		application.bean("httpPoolWebClient", WebClient.class)
			.get()
			.uri(this.server.uri("/broken"))
			.retrieve()
			.bodyToFlux(DataBuffer.class)
			.subscribe(new BaseSubscriber<>() {

				@Override
				protected void hookOnNext(DataBuffer piece) {
					DataBufferUtils.release(piece);
					CompletableFuture.runAsync(this::cancel).join();
				}

			});
		application.assertClosed(1, CloseReason.ERROR, CloseReason.CLIENT_CANCELLED);
		assertThat(get("/next").block(PooledApplication.PATIENCE)).isEqualTo("/next");
	}

	private static void endless(ScriptedServer.Peer peer) throws IOException {
		peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
		peer.readToEnd();
	}

	/**
	 * A client whose calls pass an operator.
	 */
	private static WebClient client(
			Function<? super Publisher<ClientResponse>, ? extends Publisher<ClientResponse>> operator) {
		return application.bean("httpPoolWebClient", WebClient.class)
			.mutate()
			.filter((request, next) -> next.exchange(request).transform(operator))
			.build();
	}

	@Test
	void whenCallsAreCancelledAtRandomThenNoLeaseIsLost() {
		Random random = new Random(9);
		Flux.range(0, 1_000)
			.flatMap((i) -> get("/large").timeout(Duration.ofNanos(random.nextInt(4_000_000)), Mono.just("late")), 4)
			.blockLast();
		application.awaitQuiet();
		assertThat(get("/next").block(PooledApplication.PATIENCE)).isEqualTo("/next");
	}

	private Mono<String> get(String path) {
		return application.bean("httpPoolWebClient", WebClient.class)
			.get()
			.uri(this.server.uri(path))
			.retrieve()
			.bodyToMono(String.class);
	}

	/**
	 * Has an action run when a sink emits a connection, before the operator behind it has
	 * it.
	 */
	private static void onEmission(Runnable action) {
		Hooks.onEachOperator(HOOK,
				Operators.liftPublisher((publisher) -> SINKS.contains(publisher.getClass().getName()),
						(publisher, subscriber) -> new Emissions(subscriber, action)));
	}

	/**
	 * Has an action run when Spring has made its response and Reactor has not subscribed
	 * to it.
	 */
	private static void onResponseOfSpring(Runnable action) {
		Hooks.onEachOperator(HOOK, (publisher) -> {
			if (publisher instanceof Callable<?> just && isResponse(just)) {
				action.run();
			}
			return publisher;
		});
	}

	private static boolean isResponse(Callable<?> just) {
		try {
			return just.getClass().getSimpleName().equals("MonoJust") && just.call() instanceof ClientHttpResponse;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private record Emissions(CoreSubscriber<? super Object> actual, Runnable action) implements CoreSubscriber<Object> {

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.actual.onSubscribe(subscription);
		}

		@Override
		public void onNext(Object value) {
			if (value instanceof Connection) {
				this.action.run();
			}
			this.actual.onNext(value);
		}

		@Override
		public void onError(Throwable failure) {
			this.actual.onError(failure);
		}

		@Override
		public void onComplete() {
			this.actual.onComplete();
		}

	}

}
