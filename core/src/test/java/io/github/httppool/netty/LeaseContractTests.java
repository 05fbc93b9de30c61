package io.github.httppool.netty;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.httppool.RawServer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ByteBufFlux;
import reactor.netty.ByteBufMono;
import reactor.netty.ChannelOperationsId;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an application may rely on that has a Reactor Netty connection in its hands, as it
 * may with Reactor Netty's own pool.
 */
class LeaseContractTests {

	private static final int CALLS = 10;

	@RegisterExtension
	final TestPool pool = new TestPool().maxConnections(1);

	@RegisterExtension
	final RawServer server = new RawServer().answering(RawServer.ok("ok"));

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void listenToTheLog() {
		this.log.start();
		root().addAppender(this.log);
	}

	@AfterEach
	void leaveTheLog() {
		root().detachAppender(this.log);
	}

	// Disposing of a connection on its event loop

	@Test
	void whenItIsDisposedOfAfterTheResponseThenItIsClosed() {
		call((client) -> client.doAfterResponseSuccess((response, connection) -> connection.dispose()));
		assertThatTheConnectionIsClosed();
	}

	@Test
	void whenItIsDisposedOfAtTheEndOfTheBodyThenItIsClosed() {
		String body = this.pool.pool()
			.httpClient()
			.get()
			.uri(this.server.uri("/"))
			.responseConnection((response, connection) -> connection.inbound()
				.receive()
				.aggregate()
				.asString()
				.doFinally((signal) -> connection.dispose()))
			.next()
			.block();
		assertThat(body).isEqualTo("ok");
		assertThatTheConnectionIsClosed();
	}

	@Test
	void whenItIsDisposedOfBeforeTheBodyThenItIsClosed() {
		this.pool.pool().httpClient().get().uri(this.server.uri("/")).responseConnection((response, connection) -> {
			connection.dispose();
			return Mono.just("disposed of");
		}).next().onErrorComplete().block();
		assertThatTheConnectionIsClosed();
	}

	private void assertThatTheConnectionIsClosed() {
		await().untilAsserted(() -> assertThat(this.pool.snapshot().closedTotal()).isOne());
		assertThat(call(UnaryOperator.identity())).isEqualTo("ok");
		assertThat(this.server.connections()).isEqualTo(2);
	}

	// What is reported of a call whose lease has ended

	@Test
	void whenItsRequestIsReportedAsSentAfterItsLeaseHasEndedThenTheConnectionIsNotConcerned() {
		AtomicReference<LeasedConnection> ended = new AtomicReference<>();
		AtomicReference<Connection> operations = new AtomicReference<>();
		AtomicBoolean late = new AtomicBoolean();
		call((client) -> client.doOnRequest((request, connection) -> {
			ended.set(((PooledConnection) this.pool.pool().engine().sweep(this.pool.pool().now()).leased().get(0))
				.lease());
			operations.set(connection);
		}).doAfterRequest((request, connection) -> {
			if (late.get()) {
				throw new IllegalStateException("late");
			}
		}));
		await().untilAsserted(() -> assertThat(this.pool.snapshot().idle()).isOne());
		late.set(true);
		ended.get().onStateChange(operations.get(), HttpClientState.REQUEST_SENT);
		await().untilAsserted(() -> assertThat(this.log.list)
			.anyMatch((event) -> event.getFormattedMessage().contains("An observer of a call to")));
		assertThat(call(UnaryOperator.identity())).isEqualTo("ok");
		assertThat(this.server.connections()).isOne();
	}

	// The end of a lease

	@Test
	void whenALeaseEndsThenItsConnectionTerminatesAndStaysOpen() {
		AtomicInteger begun = new AtomicInteger();
		AtomicInteger terminated = new AtomicInteger();
		AtomicInteger disposed = new AtomicInteger();
		ConnectionObserver observer = (connection, state) -> {
			if (state == ConnectionObserver.State.CONNECTED || state == ConnectionObserver.State.ACQUIRED) {
				begun.incrementAndGet();
				connection.onTerminate().subscribe(null, null, terminated::incrementAndGet);
				connection.onDispose(disposed::incrementAndGet);
			}
		};
		for (int i = 1; i <= CALLS; i++) {
			call((client) -> client.observe(observer));
			awaitIdle();
			assertThat(begun).hasValue(i);
			assertThat(terminated).hasValue(i);
		}
		assertThat(disposed).hasValue(0);
		assertThat(this.server.connections()).isOne();
	}

	@Test
	void whenEachCallAddsAHandlerThenTheyDoNotPileUp() {
		AtomicReference<Channel> channel = new AtomicReference<>();
		ConnectionObserver observer = (connection, state) -> {
			if (state == ConnectionObserver.State.ACQUIRED) {
				channel.set(connection.channel());
				connection.addHandlerLast("test.handler" + channel.get().pipeline().names().size(),
						new ChannelInboundHandlerAdapter());
			}
		};
		for (int i = 0; i <= CALLS; i++) {
			call((client) -> client.observe(observer));
			awaitIdle();
		}
		assertThat(this.server.connections()).isOne();
		await().untilAsserted(() -> assertThat(channel.get().pipeline().names())
			.noneMatch((name) -> name.startsWith("test.handler")));
	}

	@Test
	void whenACallAddsAHandlerThenTheNextOneDoesNotHaveIt() {
		Queue<List<String>> names = new ConcurrentLinkedQueue<>();
		UnaryOperator<HttpClient> adding = (client) -> client.doOnRequest((request, connection) -> {
			names.add(connection.channel().pipeline().names());
			connection.addHandlerLast("test.handler", new ChannelInboundHandlerAdapter());
		});
		for (int i = 0; i < CALLS; i++) {
			call(adding);
		}
		assertThat(names).hasSize(CALLS).allMatch((each) -> !each.contains("test.handler"));
	}

	@Test
	void whenASubscriberToTheEndThrowsThenTheConnectionServesAgain() {
		ConnectionObserver observer = (connection, state) -> {
			if (state == ConnectionObserver.State.CONNECTED || state == ConnectionObserver.State.ACQUIRED) {
				connection.onTerminate().subscribe(new ThrowingSubscriber());
			}
		};
		for (int i = 0; i < CALLS; i++) {
			assertThat(call((client) -> client.observe(observer))).isEqualTo("ok");
			awaitIdle();
		}
		assertThat(this.server.connections()).isOne();
	}

	@Test
	void whenASubscriberToTheEndThrowsAsTheConnectionClosesThenTheNextCallGetsAnother() {
		ConnectionObserver observer = (connection, state) -> {
			if (state == ConnectionObserver.State.CONNECTED) {
				connection.onTerminate().subscribe(new ThrowingSubscriber());
			}
		};
		call((client) -> client.observe(observer)
			.doAfterResponseSuccess((response, connection) -> connection.dispose()));
		assertThatTheConnectionIsClosed();
	}

	private static final class ThrowingSubscriber implements CoreSubscriber<Void> {

		@Override
		public void onSubscribe(Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Void nothing) {
			// Does not come.
		}

		@Override
		public void onError(Throwable failure) {
			throw new NoClassDefFoundError("thrown by a subscriber");
		}

		@Override
		public void onComplete() {
			throw new NoClassDefFoundError("thrown by a subscriber");
		}

	}

	// Where observers are called

	@Test
	void whenTheBodyOfARequestIsWrittenOnAnotherThreadThenObserversAreToldOnTheEventLoop() {
		assertThatObserversAreToldOnTheEventLoop(
				Mono.fromSupplier(() -> "body").subscribeOn(Schedulers.boundedElastic()));
	}

	@Test
	void whenTheBodyOfARequestFailsOnAnotherThreadThenObserversAreToldOnTheEventLoop() {
		assertThatObserversAreToldOnTheEventLoop(
				Mono.<String>error(new IllegalStateException("no body")).subscribeOn(Schedulers.boundedElastic()));
	}

	private void assertThatObserversAreToldOnTheEventLoop(Mono<String> body) {
		this.server.serving((client) -> {
			client.readHead();
			client.socket().getInputStream().readNBytes(4);
			client.write(RawServer.ok("ok"));
		});
		Queue<String> elsewhere = new ConcurrentLinkedQueue<>();
		HttpClient client = this.pool.pool().httpClient().observe((connection, state) -> {
			if (!connection.channel().eventLoop().inEventLoop()) {
				elsewhere.add(state + " on " + Thread.currentThread().getName());
			}
		});
		for (int i = 0; i < CALLS; i++) {
			client.headers((headers) -> headers.set("Content-Length", "4"))
				.post()
				.uri(this.server.uri("/"))
				.send(ByteBufMono.fromString(body))
				.response()
				.onErrorComplete()
				.block();
			awaitIdle();
		}
		assertThat(elsewhere).isEmpty();
	}

	// What tells calls apart

	@Test
	void whenAConnectionServesSeveralCallsThenEachHasAnIdOfItsOwn() {
		Queue<String> requestIds = new ConcurrentLinkedQueue<>();
		Queue<String> logPrefixes = new ConcurrentLinkedQueue<>();
		AtomicReference<String> channelId = new AtomicReference<>();
		for (int i = 0; i < 3; i++) {
			call((client) -> client.doOnRequest((request, connection) -> {
				channelId.set(connection.channel().id().asShortText());
				requestIds.add(request.requestId());
				logPrefixes.add(((ChannelOperationsId) connection).asLongText());
			}));
		}
		String id = channelId.get();
		assertThat(this.server.connections()).isOne();
		assertThat(requestIds).containsExactly(id + "-1", id + "-2", id + "-3");
		assertThat(logPrefixes).hasSize(3).doesNotHaveDuplicates().allMatch((prefix) -> prefix.startsWith(id + "-"));
	}

	// Cancelling

	@Test
	void whenACallIsCancelledInTheMiddleOfItsBodyThenNoErrorIsLogged() {
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(50_000));
			client.awaitClosed();
		});
		for (int i = 0; i < CALLS; i++) {
			ByteBufFlux body = this.pool.pool().httpClient().get().uri(this.server.uri("/")).responseContent();
			assertThat(body.asByteArray().next().block()).isNotEmpty();
			await().until(() -> this.pool.snapshot().active() == 0);
		}
		assertThatNoErrorIsLogged();
	}

	@Test
	void whenACallIsCancelledBetweenResponseAndBodyThenNoErrorIsLogged() {
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(50_000));
			client.awaitClosed();
		});
		for (int i = 0; i < CALLS; i++) {
			this.pool.pool()
				.httpClient()
				.get()
				.uri(this.server.uri("/"))
				.responseConnection((response, connection) -> Mono.just(connection))
				.next()
				.doOnNext(Connection::dispose)
				.block();
			await().until(() -> this.pool.snapshot().active() == 0);
		}
		assertThatNoErrorIsLogged();
	}

	@Test
	void whenACallIsCancelledWhileItsBodyIsReadThenNoErrorIsLogged() {
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(50_000));
			client.awaitClosed();
		});
		for (int i = 0; i < CALLS; i++) {
			AtomicInteger pieces = new AtomicInteger();
			var call = this.pool.pool()
				.httpClient()
				.get()
				.uri(this.server.uri("/"))
				.responseContent()
				.subscribe((piece) -> pieces.incrementAndGet());
			await().untilAtomic(pieces, org.hamcrest.Matchers.greaterThan(0));
			call.dispose();
			await().until(() -> this.pool.snapshot().active() == 0);
		}
		assertThatNoErrorIsLogged();
	}

	private void assertThatNoErrorIsLogged() {
		assertThat(List.copyOf(this.log.list)).filteredOn((event) -> event.getLevel() == Level.ERROR).isEmpty();
	}

	private String call(UnaryOperator<HttpClient> customizer) {
		return customizer.apply(this.pool.pool().httpClient())
			.get()
			.uri(this.server.uri("/"))
			.responseContent()
			.aggregate()
			.asString()
			.block();
	}

	private void awaitIdle() {
		await().until(() -> this.pool.snapshot().active() == 0);
	}

	private static Logger root() {
		return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
	}

}
