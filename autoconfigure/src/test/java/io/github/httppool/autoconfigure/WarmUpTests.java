package io.github.httppool.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.httppool.ConnectionSnapshot;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.autoconfigure.properties.InvalidPropertiesException;
import io.github.httppool.client.HttpPoolClients;
import io.github.httppool.client.HttpPoolCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.Configurations;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Connections that are kept ready for the base URL of a client.
 */
@ExtendWith(OutputCaptureExtension.class)
class WarmUpTests {

	private static final int READY = 5;

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private static final String CERTIFICATE = "io/github/httppool/netty/server.crt";

	private static final String KEY = "io/github/httppool/netty/server.key";

	/** Other tests may have left contexts open. */
	private final Set<Thread> threadsBefore = poolThreads();

	private final List<Channel> connections = new CopyOnWriteArrayList<>();

	private final AtomicInteger requests = new AtomicInteger();

	private final CountDownLatch together = new CountDownLatch(READY);

	private final Sinks.Empty<Void> answer = Sinks.empty();

	/** Of its own: a context that stops disposes of Reactor Netty's. */
	private final LoopResources loops = LoopResources.create("test-server", 1, true);

	private DisposableServer server = start(0);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(PoolAutoConfigurations.all())
		.withPropertyValues(properties());

	private DisposableServer start(int port) {
		return HttpServer.create()
			.host("127.0.0.1")
			.runOn(this.loops)
			.port(port)
			.secure((spec) -> spec.sslContext(Http11SslContextSpec.forServer(stream(CERTIFICATE), stream(KEY))))
			.doOnChannelInit((observer, channel, remote) -> this.connections.add(channel))
			.handle((request, response) -> {
				this.requests.incrementAndGet();
				this.together.countDown();
				return response.sendString(this.answer.asMono().thenReturn("hello"));
			})
			.bindNow();
	}

	private static InputStream stream(String name) {
		try {
			return new ClassPathResource(name).getInputStream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String[] properties() {
		return new String[] { "spring.ssl.bundle.pem.test.truststore.certificate=classpath:" + CERTIFICATE,
				"httppool.clients.payment.base-url=https://127.0.0.1:" + this.server.port() + "/v1/{tenant}",
				"httppool.clients.payment.ssl.bundle=test", "httppool.clients.payment.pool.max-connections=" + READY,
				"httppool.clients.payment.pool.min-idle-connections=" + READY, "httppool.pool.max-idle-time=5m" };
	}

	@AfterEach
	void proveThatNothingIsLeft() {
		eventually(() -> assertThat(this.connections).noneMatch(Channel::isOpen));
		eventually(() -> assertThat(poolThreads()).isSubsetOf(this.threadsBefore));
		stop();
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block();
	}

	private static Set<Thread> poolThreads() {
		Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
		threads.removeIf((thread) -> !thread.getName().startsWith("httppool-"));
		return threads;
	}

	private void stop() {
		this.server.disposeNow();
		this.connections.forEach(Channel::close);
	}

	@ParameterizedTest
	@EnumSource
	void whenConnectionsAreReadyThenTheFirstCallsOpenNone(Kind kind) {
		this.runner.run((context) -> assertReadyFor(kind, context));
	}

	@ParameterizedTest
	@EnumSource
	void whenTheClientsAreCustomizedThenTheConnectionsSuitThem(Kind kind) {
		this.runner
			.withBean(HttpPoolCustomizer.class,
					() -> (pool, client) -> client.option(ChannelOption.TCP_NODELAY, true).compress(false))
			.withPropertyValues("spring.http.clients.connect-timeout=3s", "httppool.timeouts.response=7s")
			.run((context) -> assertReadyFor(kind, context));
	}

	private void assertReadyFor(Kind kind, ApplicationContext context) throws InterruptedException {
		HttpPool pool = pool(context);
		eventually(() -> assertThat(pool.snapshot().idle()).isEqualTo(READY));
		assertThat(pool.connections()).allMatch(ConnectionSnapshot::tls);
		assertThat(this.requests).hasValue(0);
		List<CompletableFuture<String>> calls = Stream.generate(() -> kind.call(context)).limit(READY).toList();
		assertThat(this.together.await(15, TimeUnit.SECONDS)).isTrue();
		this.answer.tryEmitEmpty();
		calls.forEach((call) -> assertThat(call.join()).isEqualTo("hello"));
		assertThat(pool.snapshot().created()).isEqualTo(READY);
		assertThat(this.connections).hasSize(READY);
	}

	@Test
	void whenTheServerRestartsThenTheyStandAgain() {
		this.runner.run((context) -> {
			HttpPool pool = pool(context);
			eventually(() -> assertThat(pool.snapshot().idle()).isEqualTo(READY));
			int port = this.server.port();
			eventually(() -> assertThat(this.connections).hasSize(READY));
			stop();
			eventually(() -> assertThat(pool.snapshot().idle()).isZero());
			this.server = start(port);
			eventually(() -> assertThat(pool.snapshot().idle()).isEqualTo(READY));
			assertThat(this.requests).hasValue(0);
		});
	}

	@Test
	void whenTheKindsOfClientsConnectDifferentlyThenThereAreConnectionsForBoth() {
		this.answer.tryEmitEmpty();
		ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> blockingOnly = (
				builder) -> builder
					.withHttpClientCustomizer((client) -> client.option(ChannelOption.SO_RCVBUF, 1 << 20));
		this.runner.withBean(ClientHttpRequestFactoryBuilderCustomizer.class, () -> blockingOnly)
			.withPropertyValues("httppool.clients.payment.pool.max-connections=" + 2 * READY)
			.run((context) -> {
				HttpPool pool = pool(context);
				eventually(() -> assertThat(pool.snapshot().idle()).isEqualTo(2 * READY));
				for (Kind kind : Kind.values()) {
					assertThat(kind.call(context).join()).isEqualTo("hello");
				}
				assertThat(pool.snapshot().created()).isEqualTo(2 * READY);
			});
	}

	@ParameterizedTest
	@EnumSource
	void whenTheyAreToBeOpenedWithTheFirstCallThenNoneIsBefore(Kind kind) {
		this.answer.tryEmitEmpty();
		this.runner.withPropertyValues("httppool.pool.warm-up=off").run((context) -> {
			HttpPool pool = pool(context);
			assertThat(pool.snapshot().created()).isZero();
			assertThat(kind.call(context).join()).isEqualTo("hello");
			eventually(() -> assertThat(pool.snapshot().idle()).isEqualTo(READY));
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenConnectionsAreOpenedOnceThenTheSharedClientFindsThem(Kind kind) {
		this.answer.tryEmitEmpty();
		this.runner.withPropertyValues("httppool.ssl.bundle=test").run((context) -> {
			HttpPool pool = context.getBean(HttpPools.class).get(HttpPool.DEFAULT);
			URI uri = URI.create("https://127.0.0.1:" + this.server.port() + "/");
			assertThat(pool.warmUp(uri, 2)).succeedsWithin(PATIENCE).isEqualTo(2);
			assertThat(kind.sharedCall(context, uri).join()).isEqualTo("hello");
			assertThat(pool.snapshot().created()).isEqualTo(2);
		});
	}

	@Test
	void whenTheContextIsStoppedThenNoneIsKeptUntilItStartsAgain() {
		this.runner.run((context) -> {
			HttpPool pool = pool(context);
			eventually(() -> assertThat(pool.snapshot().idle()).isEqualTo(READY));
			ConfigurableApplicationContext application = context.getSourceApplicationContext();
			application.stop();
			eventually(() -> assertThat(pool.connections()).isEmpty());
			application.start();
			eventually(() -> assertThat(pool.snapshot().idle()).isEqualTo(READY));
		});
	}

	// Readiness

	@Test
	void whenReadinessWaitsThenTheyStandOnceTheApplicationIsReady() {
		AtomicInteger idleWhenReady = new AtomicInteger(-1);
		try (ConfigurableApplicationContext context = run((pool) -> idleWhenReady.set(pool.snapshot().idle()),
				"httppool.pool.warm-up=readiness")) {
			assertThat(idleWhenReady).hasValue(READY);
			assertThat(context.isActive()).isTrue();
		}
	}

	@Test
	void whenTheServerIsAwayThenTheApplicationIsReadyAllTheSameAndSaysWhatFailed(CapturedOutput output) {
		stop();
		AtomicInteger idleWhenReady = new AtomicInteger(-1);
		try (ConfigurableApplicationContext context = run((pool) -> idleWhenReady.set(pool.snapshot().idle()),
				"httppool.pool.warm-up=readiness", "httppool.timeouts.dns=100ms", "httppool.timeouts.connect=500ms",
				"httppool.timeouts.tls-handshake=900ms")) {
			assertThat(context.isActive()).isTrue();
			assertThat(idleWhenReady).hasValue(0);
			assertThat(output)
				.contains("The application becomes ready with 0 of 5 connections of pool 'payment' to "
						+ "https://127.0.0.1:" + this.server.port() + "/, as the others are not open within 1500 ms "
						+ "(pool.warm-up: readiness): ")
				.contains("Connection refused");
		}
	}

	private ConfigurableApplicationContext run(Consumer<HttpPool> whenReady, String... more) {
		ApplicationListener<AvailabilityChangeEvent<?>> listener = (event) -> {
			if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
				whenReady.accept(pool((ApplicationContext) event.getSource()));
			}
		};
		return new SpringApplicationBuilder(Configurations.getClasses(PoolAutoConfigurations.all()))
			.web(WebApplicationType.NONE)
			.properties(properties())
			.properties(more)
			.listeners(listener)
			.run();
	}

	// Settings

	@Test
	void whenMoreAreToBeReadyThanMayBeIdleThenTheStartStops() {
		assertRefused(
				"httppool.clients.payment.pool.min-idle-connections is 6 but must not be more than "
						+ "httppool.clients.payment.pool.max-connections, which is 5",
				"httppool.clients.payment.pool.min-idle-connections=6");
		assertRefused(
				"httppool.clients.payment.pool.min-idle-connections is 5 but must not be more than "
						+ "httppool.clients.payment.pool.max-idle-connections, which is 4",
				"httppool.clients.payment.pool.max-idle-connections=4");
		assertRefused("httppool.pool.min-idle-connections is -1 but must be 0 or more",
				"httppool.pool.min-idle-connections=-1");
	}

	private void assertRefused(String message, String... more) {
		this.runner.withPropertyValues(more)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertiesException.class)
				.hasMessageContaining(message));
	}

	@Test
	void whenAClientHasALowerLimitThenAnInheritedNumberGivesWay() {
		this.runner
			.withPropertyValues("httppool.pool.min-idle-connections=20",
					"httppool.clients.inventory.pool.max-connections=3")
			.run((context) -> assertThat(
					context.getBean(HttpPools.class).get("inventory").settings().pool().minIdleConnections())
				.isEqualTo(3));
	}

	@Test
	void whenThereIsNoBaseUrlThenAWarningSaysThatItTakesOne(CapturedOutput output) {
		this.runner.withPropertyValues("httppool.clients.inventory.pool.min-idle-connections=2").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output)
				.contains("httppool.clients.inventory.pool.min-idle-connections is 2, but has no effect: it "
						+ "takes the base-url of a client below httppool.clients.inventory");
		});
	}

	private static HttpPool pool(ApplicationContext context) {
		return context.getBean(HttpPools.class).get("payment");
	}

	private static void eventually(ThrowingRunnable assertion) {
		await().atMost(PATIENCE).untilAsserted(assertion);
	}

	enum Kind {

		REST_CLIENT {

			@Override
			CompletableFuture<String> call(ApplicationContext context) {
				RestClient client = context.getBean(HttpPoolClients.class).restClient("payment");
				return async(() -> client.get().uri("", Map.of("tenant", "a")).retrieve().body(String.class));
			}

			@Override
			CompletableFuture<String> sharedCall(ApplicationContext context, URI uri) {
				RestClient client = context.getBean("httpPoolRestClient", RestClient.class);
				return async(() -> client.get().uri(uri).retrieve().body(String.class));
			}

		},

		WEB_CLIENT {

			@Override
			CompletableFuture<String> call(ApplicationContext context) {
				WebClient client = context.getBean(HttpPoolClients.class).webClient("payment");
				return client.get().uri("", Map.of("tenant", "a")).retrieve().bodyToMono(String.class).toFuture();
			}

			@Override
			CompletableFuture<String> sharedCall(ApplicationContext context, URI uri) {
				WebClient client = context.getBean("httpPoolWebClient", WebClient.class);
				return client.get().uri(uri).retrieve().bodyToMono(String.class).toFuture();
			}

		};

		abstract CompletableFuture<String> call(ApplicationContext context);

		abstract CompletableFuture<String> sharedCall(ApplicationContext context, URI uri);

		private static CompletableFuture<String> async(Supplier<String> call) {
			CompletableFuture<String> body = new CompletableFuture<>();
			Thread caller = new Thread(() -> {
				try {
					body.complete(call.get());
				}
				catch (Throwable ex) {
					body.completeExceptionally(ex);
				}
			}, "test-caller");
			caller.setDaemon(true);
			caller.start();
			return body;
		}

	}

}
