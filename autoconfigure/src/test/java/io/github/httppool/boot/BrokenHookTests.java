package io.github.httppool.boot;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.github.httppool.client.HttpPoolCustomizer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientState;

import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a hook of an {@link HttpPoolCustomizer} throws, also an {@link Error}, fails
 * its own call and nothing else: the lease ends, the connection is closed, and the caller
 * that waits is served.
 */
@ParameterizedClass(name = "{0}, next call {1}")
@MethodSource("calls")
class BrokenHookTests {

	private static final String MESSAGE = "thrown by a hook";

	private static final AtomicReference<Hook> broken = new AtomicReference<>();

	private static final Runnable NOTHING = () -> {
	};

	private static final AtomicReference<Runnable> delivery = new AtomicReference<>(NOTHING);

	private static final AtomicReference<Runnable> told = new AtomicReference<>(NOTHING);

	private static volatile Runnable failure = NOTHING;

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=1")
		.customizing(BrokenHookTests::withHooks);

	@Parameter(0)
	ClientKind client;

	@Parameter(1)
	NextCall nextCall;

	static Stream<Arguments> calls() {
		return NextCall.ofEveryClient();
	}

	/**
	 * Where the application's code is called before there is an answer.
	 */
	enum Hook {

		CONNECTED, REQUEST, RESPONSE, OBSERVED_CONFIGURED, OBSERVED_REQUEST_PREPARED, OBSERVED_REQUEST_SENT,
		OBSERVED_RESPONSE_RECEIVED;

		/**
		 * Throws if this hook is broken, once.
		 */
		void pass() {
			if (broken.compareAndSet(this, null)) {
				failure.run();
			}
		}

		static @Nullable Hook observing(ConnectionObserver.State state) {
			if (state == ConnectionObserver.State.CONFIGURED) {
				return OBSERVED_CONFIGURED;
			}
			if (state == HttpClientState.REQUEST_PREPARED) {
				return OBSERVED_REQUEST_PREPARED;
			}
			if (state == HttpClientState.REQUEST_SENT) {
				return OBSERVED_REQUEST_SENT;
			}
			return (state == HttpClientState.RESPONSE_RECEIVED) ? OBSERVED_RESPONSE_RECEIVED : null;
		}

	}

	enum Thrown {

		ILLEGAL_STATE {

			@Override
			void fail() {
				throw new IllegalStateException(MESSAGE);
			}

		},

		ASSERTION {

			@Override
			void fail() {
				throw new AssertionError(MESSAGE);
			}

		},

		LINKAGE {

			@Override
			void fail() {
				throw new NoClassDefFoundError(MESSAGE);
			}

		},

		STACK_OVERFLOW {

			@Override
			void fail() {
				throw new StackOverflowError(MESSAGE);
			}

		};

		abstract void fail();

	}

	private static HttpClient withHooks(HttpClient client) {
		return client.doOnConnected((connection) -> Hook.CONNECTED.pass())
			.doOnRequest((request, connection) -> Hook.REQUEST.pass())
			.doOnResponse((response, connection) -> Hook.RESPONSE.pass())
			.mapConnect((connect) -> connect.doOnNext((connection) -> delivery.getAndSet(NOTHING).run()))
			.observe(new ConnectionObserver() {

				@Override
				public void onStateChange(Connection connection, State state) {
					Hook hook = Hook.observing(state);
					if (hook != null) {
						hook.pass();
					}
				}

				@Override
				public void onUncaughtException(Connection connection, Throwable error) {
					if (MESSAGE.equals(error.getMessage())) {
						told.getAndSet(NOTHING).run();
					}
				}

			});
	}

	static Stream<Arguments> hooks() {
		return Stream.of(Hook.values())
			.flatMap((hook) -> Stream.of(Thrown.values()).map((thrown) -> Arguments.of(hook, thrown)));
	}

	@AfterEach
	void mend() {
		broken.set(null);
		delivery.set(NOTHING);
		told.set(NOTHING);
	}

	@ParameterizedTest(name = "{1} from {0}")
	@MethodSource("hooks")
	void whenAHookThrowsThenItsCallFailsWithIt(Hook hook, Thrown thrown) {
		failure = () -> {
			this.nextCall.beforeAnswer(application);
			thrown.fail();
		};
		broken.set(hook);
		this.nextCall.make(application, () -> get("/broken"), () -> get("/next"))
			.firstFailsWith(MESSAGE)
			.nextIsAnsweredWith("/next");
		application.assertClosed(1, CloseReason.ERROR);
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void whenTheObserverThrowsOnceMoreAsItIsToldThenTheConnectionIsClosedAllTheSame(Thrown thrown) {
		failure = () -> {
			this.nextCall.beforeAnswer(application);
			thrown.fail();
		};
		told.set(thrown::fail);
		broken.set(Hook.OBSERVED_REQUEST_PREPARED);
		this.nextCall.make(application, () -> get("/broken"), () -> get("/next"))
			.firstFailsWith(MESSAGE)
			.nextIsAnsweredWith("/next");
		application.assertClosed(1, CloseReason.ERROR);
	}

	/**
	 * Behind the steps of ours, where the response counts as delivered.
	 */
	@ParameterizedTest(name = "{0}")
	@EnumSource
	void whenAStepBehindTheConnectionThrowsThenTheLeaseEnds(Thrown thrown) {
		delivery.set(() -> {
			this.nextCall.beforeAnswer(application);
			thrown.fail();
		});
		this.nextCall.make(application, () -> get("/broken"), () -> get("/next"))
			.firstFailsWith(MESSAGE)
			.nextIsAnsweredWith("/next");
		application.awaitQuiet();
	}

	private CompletableFuture<ResponseEntity<String>> get(String path) {
		return this.client.send(application, new RequestEntity<>(HttpMethod.GET, this.server.uri(path)));
	}

}
