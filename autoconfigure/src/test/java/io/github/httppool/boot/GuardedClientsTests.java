package io.github.httppool.boot;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.httppool.HttpPools;
import io.github.httppool.RawServer;
import io.github.httppool.autoconfigure.PoolAutoConfigurations;
import io.github.httppool.client.CallDeadline;
import io.github.httppool.client.HttpPoolClients;
import io.github.httppool.client.HttpPoolCustomizer;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

/**
 * Named clients and groups that circuit breakers and rate limiters of Resilience4j guard.
 */
@Timeout(60)
class GuardedClientsTests {

	private static final String RESET = "";

	private static final String SILENCE = "silence";

	private static final String UNAVAILABLE = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

	private static final Duration LONG = Duration.ofHours(1);

	private final AtomicInteger requests = new AtomicInteger();

	private volatile String answer = RawServer.ok("ok");

	@RegisterExtension
	final RawServer server = new RawServer().serving((client) -> {
		while (client.readHead() != null) {
			this.requests.incrementAndGet();
			if (this.answer.equals(RESET)) {
				client.reset();
				return;
			}
			if (this.answer.equals(SILENCE)) {
				client.awaitClosed();
				return;
			}
			client.write(this.answer);
		}
	});

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(PoolAutoConfigurations.all())
		.withPropertyValues("httppool.clients.orders.base-url=" + this.server.uri(""));

	private final ApplicationContextRunner broken = withBreaker((config) -> {
	});

	private ApplicationContextRunner withBreaker(Consumer<CircuitBreakerConfig.Builder> customizer) {
		CircuitBreakerConfig.Builder config = CircuitBreakerConfig.custom()
			.slidingWindowSize(2)
			.minimumNumberOfCalls(2)
			.permittedNumberOfCallsInHalfOpenState(1)
			.waitDurationInOpenState(LONG);
		customizer.accept(config);
		return this.runner.withBean(CircuitBreakerRegistry.class, () -> CircuitBreakerRegistry.of(config.build()))
			.withPropertyValues("httppool.clients.orders.circuit-breaker.enabled=true");
	}

	private static ApplicationContextRunner withLimiter(ApplicationContextRunner runner, Duration refresh,
			Duration timeout) {
		RateLimiterConfig config = RateLimiterConfig.custom()
			.limitForPeriod(1)
			.limitRefreshPeriod(refresh)
			.timeoutDuration(timeout)
			.build();
		return runner.withBean(RateLimiterRegistry.class, () -> RateLimiterRegistry.of(config))
			.withPropertyValues("httppool.clients.orders.rate-limiter.enabled=true");
	}

	@ParameterizedTest
	@EnumSource
	void whenCallsFailThenTheCircuitBreakerOpensAndRefusesWithoutARequest(Kind kind) {
		this.broken.withUserConfiguration(kind.configuration).run((context) -> {
			this.answer = RESET;
			assertThat(catchThrowable(() -> kind.call(context))).isNotNull();
			assertThat(catchThrowable(() -> kind.call(context))).isNotNull();
			assertThat(breaker(context).getState()).isEqualTo(State.OPEN);
			assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(() -> kind.call(context))
				.withMessageContaining("'orders'");
			assertThat(this.requests).hasValue(2);
			assertThat(context.getBean(HttpPools.class).get("orders").snapshot().acquired()).isEqualTo(2);
			assertNothingLeaked(context);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenHalfOpenThenTheResponseClosesTheCircuitBreaker(Kind kind) {
		this.broken.withUserConfiguration(kind.configuration).run((context) -> {
			halfOpen(context);
			assertThat(kind.call(context)).isEqualTo("ok");
			assertThat(breaker(context).getState()).isEqualTo(State.CLOSED);
			assertNothingLeaked(context);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenHalfOpenThenAFailureOpensTheCircuitBreaker(Kind kind) {
		this.broken.withUserConfiguration(kind.configuration).run((context) -> {
			halfOpen(context);
			this.answer = RESET;
			assertThat(catchThrowable(() -> kind.call(context))).isNotNull();
			assertThat(breaker(context).getState()).isEqualTo(State.OPEN);
			assertNothingLeaked(context);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenNothingIsConfiguredThenA5xxIsASuccess(Kind kind) {
		this.broken.withUserConfiguration(kind.configuration).run((context) -> {
			this.answer = UNAVAILABLE;
			assertThat(catchThrowable(() -> kind.call(context))).hasMessageContaining("503");
			assertThat(breaker(context).getMetrics().getNumberOfSuccessfulCalls()).isOne();
			assertThat(breaker(context).getMetrics().getNumberOfFailedCalls()).isZero();
			assertNothingLeaked(context);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenResultsAreRecordedThenA5xxIsAFailure(Kind kind) {
		withBreaker((config) -> config
			.recordResult((result) -> result instanceof HttpStatusCode status && status.is5xxServerError()))
			.withUserConfiguration(kind.configuration)
			.run((context) -> {
				this.answer = UNAVAILABLE;
				assertThat(catchThrowable(() -> kind.call(context))).hasMessageContaining("503");
				assertThat(breaker(context).getMetrics().getNumberOfSuccessfulCalls()).isZero();
				assertThat(breaker(context).getMetrics().getNumberOfFailedCalls()).isOne();
				assertNothingLeaked(context);
			});
	}

	@ParameterizedTest
	@EnumSource
	void whenAPredicateThrowsThenThePermissionComesBackAndTheConnectionToo(Kind kind) {
		withBreaker((config) -> config.recordResult((result) -> {
			throw new IllegalArgumentException("predicate");
		})).withUserConfiguration(kind.configuration).run((context) -> {
			halfOpen(context);
			assertThat(catchThrowable(() -> kind.call(context))).hasStackTraceContaining("predicate");
			assertPermissionIsBack(context);
			assertNothingLeaked(context);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenAnErrorIsThrownThenThePermissionComesBack(Kind kind) {
		this.broken.withUserConfiguration(kind.configuration)
			.withBean(HttpPoolCustomizer.class, () -> (name, client) -> client.doOnRequest((request, connection) -> {
				throw new NoClassDefFoundError("of the application");
			}))
			.run((context) -> {
				halfOpen(context);
				assertThat(catchThrowable(() -> kind.call(context))).hasStackTraceContaining("of the application");
				assertPermissionIsBack(context);
				assertNothingLeaked(context);
			});
	}

	@ParameterizedTest
	@EnumSource
	void whenCallsAreGuardedThenTheMetersOfResilience4jCountThem(Kind kind) {
		this.broken.withUserConfiguration(kind.configuration).run((context) -> {
			MeterRegistry meters = new SimpleMeterRegistry();
			TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(context.getBean(CircuitBreakerRegistry.class))
				.bindTo(meters);
			kind.call(context);
			this.answer = RESET;
			assertThat(catchThrowable(() -> kind.call(context))).isNotNull();
			assertThat(catchThrowable(() -> kind.call(context))).isInstanceOf(CallNotPermittedException.class);
			assertThat(calls(meters, "successful")).isOne();
			assertThat(calls(meters, "failed")).isOne();
			assertThat(meters.get("resilience4j.circuitbreaker.not.permitted.calls").counter().count()).isOne();
		});
	}

	private static long calls(MeterRegistry meters, String kind) {
		return meters.get("resilience4j.circuitbreaker.calls").tag("name", "orders").tag("kind", kind).timer().count();
	}

	@Test
	void whenTheApplicationThrowsAtTheResponseThenTheCallIsRecordedOnce() {
		this.broken.run((context) -> {
			Mono<String> call = context.getBean("ordersWebClient", WebClient.class)
				.get()
				.uri("/")
				.exchangeToMono((response) -> {
					throw new IllegalArgumentException("application");
				});
			assertThat(catchThrowable(call::block)).hasMessage("application");
			assertThat(breaker(context).getMetrics().getNumberOfBufferedCalls()).isOne();
			assertThat(breaker(context).getMetrics().getNumberOfSuccessfulCalls()).isOne();
			assertNothingLeaked(context);
		});
	}

	@Test
	void whenAReactiveCallIsCancelledThenThePermissionComesBack() {
		this.broken.run((context) -> {
			halfOpen(context);
			this.answer = SILENCE;
			Disposable call = get(context.getBean("ordersWebClient", WebClient.class)).subscribe();
			await().untilAtomic(this.requests, equalTo(1));
			call.dispose();
			assertPermissionIsBack(context);
			assertNothingLeaked(context);
		});
	}

	@Test
	void whenAnOperatorLosesTheCancelOfACallThenThePermissionComesBack() {
		this.broken.run((context) -> {
			halfOpen(context);
			this.answer = SILENCE;
			BaseSubscriber<Object> caller = new BaseSubscriber<>() {
			};
			WebClient client = context.getBean("ordersWebClient", WebClient.class)
				.mutate()
				.filter((request, next) -> next.exchange(request).transform(LosesCancel.<ClientResponse>of(caller)))
				.build();
			get(client).subscribe(caller);
			assertPermissionIsBack(context);
			assertNothingLeaked(context);
		});
	}

	@Test
	void whenABlockingCallIsInterruptedThenThePermissionComesBack() {
		this.broken.run((context) -> {
			halfOpen(context);
			this.answer = SILENCE;
			assertInterrupted(() -> Kind.REST_CLIENT.call(context),
					() -> await().untilAtomic(this.requests, equalTo(1)),
					"its thread was interrupted while it waited for the response");
			assertPermissionIsBack(context);
			assertNothingLeaked(context);
		});
	}

	@Test
	void whenTheThreadMustNotBlockThenTheCallIsRefusedAndTheGuardsAreNotAsked() {
		this.broken.run((context) -> {
			halfOpen(context);
			assertThatIllegalStateException()
				.isThrownBy(() -> Mono.fromCallable(() -> Kind.REST_CLIENT.call(context))
					.subscribeOn(Schedulers.parallel())
					.block())
				.withMessageContainingAll("GET " + this.server.uri("/"), "must not block");
			assertPermissionIsBack(context);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenTheRateIsExceededThenTheRateLimiterRefusesWithoutARequest(Kind kind) {
		withLimiter(this.runner, LONG, Duration.ZERO).withUserConfiguration(kind.configuration).run((context) -> {
			assertThat(kind.call(context)).isEqualTo("ok");
			assertThatExceptionOfType(RequestNotPermitted.class).isThrownBy(() -> kind.call(context));
			assertThat(this.requests).hasValue(1);
			assertNothingLeaked(context);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenTheRateLimiterRefusesThenTheCircuitBreakerBlamesNobody(Kind kind) {
		withLimiter(this.broken, LONG, Duration.ZERO).withUserConfiguration(kind.configuration).run((context) -> {
			limiter(context).acquirePermission();
			halfOpen(context);
			assertThatExceptionOfType(RequestNotPermitted.class).isThrownBy(() -> kind.call(context));
			assertThat(breaker(context).getMetrics().getNumberOfBufferedCalls()).isZero();
			assertPermissionIsBack(context);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenTheCircuitBreakerIsOpenThenTheRateLimiterIsNotAsked(Kind kind) {
		withLimiter(this.broken, LONG, LONG).withUserConfiguration(kind.configuration).run((context) -> {
			breaker(context).transitionToOpenState();
			assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(() -> kind.call(context));
			assertThat(limiter(context).getMetrics().getAvailablePermissions()).isOne();
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenTheRateLimiterLetsACallWaitThenItIsMadeLater(Kind kind) {
		withLimiter(this.broken, Duration.ofMillis(50), LONG).withUserConfiguration(kind.configuration)
			.run((context) -> {
				assertThat(kind.call(context)).isEqualTo("ok");
				assertThat(kind.call(context)).isEqualTo("ok");
				assertThat(kind.call(context)).isEqualTo("ok");
				assertThat(this.requests).hasValue(3);
				assertNothingLeaked(context);
			});
	}

	@ParameterizedTest
	@EnumSource
	void whenADeadlinePassesWhileTheRateLimiterLetsACallWaitThenItIsNotSent(Kind kind) {
		withLimiter(this.runner, Duration.ofMillis(500), LONG).withUserConfiguration(kind.configuration)
			.run((context) -> {
				limiter(context).acquirePermission();
				assertThat(catchThrowable(() -> CallDeadline.within(Duration.ofMillis(1), () -> kind.call(context))))
					.hasMessageContaining("1 ms (CallDeadline, set ")
					.hasMessageContaining("no time was left to send its request");
				assertThat(this.requests).hasValue(0);
				assertNothingLeaked(context);
			});
	}

	@Test
	void whenAReactiveCallIsCancelledWhileItWaitsThenNothingIsSent() {
		withLimiter(this.broken, LONG, LONG.multipliedBy(2)).run((context) -> {
			limiter(context).acquirePermission();
			halfOpen(context);
			Disposable call = get(context.getBean("ordersWebClient", WebClient.class)).subscribe();
			assertThat(breaker(context).tryAcquirePermission()).isFalse();
			call.dispose();
			assertPermissionIsBack(context);
			assertThat(this.requests).hasValue(0);
			assertNothingLeaked(context);
		});
	}

	@Test
	void whenABlockingCallIsInterruptedWhileItWaitsThenNothingIsSent() {
		withLimiter(this.broken, LONG, LONG.multipliedBy(2)).run((context) -> {
			limiter(context).acquirePermission();
			halfOpen(context);
			assertInterrupted(() -> Kind.REST_CLIENT.call(context),
					() -> await().until(() -> limiter(context).getMetrics().getNumberOfWaitingThreads() == 1),
					"its thread was interrupted while it waited for permission; nothing has been sent");
			assertPermissionIsBack(context);
			assertThat(this.requests).hasValue(0);
			assertNothingLeaked(context);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenTheInstanceIsReplacedThenTheNewOneGuards(Kind kind) {
		this.broken.withUserConfiguration(kind.configuration).run((context) -> {
			assertThat(kind.call(context)).isEqualTo("ok");
			CircuitBreaker replacement = CircuitBreaker.ofDefaults("orders");
			replacement.transitionToForcedOpenState();
			context.getBean(CircuitBreakerRegistry.class).replace("orders", replacement);
			assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(() -> kind.call(context));
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenNotEnabledThenTheInstanceOfThatNameGuardsNothing(Kind kind) {
		this.broken.withPropertyValues("httppool.clients.orders.circuit-breaker.enabled=false")
			.withUserConfiguration(kind.configuration)
			.run((context) -> {
				breaker(context).transitionToForcedOpenState();
				assertThat(kind.call(context)).isEqualTo("ok");
				assertThat(context.getBean(CallGuards.class).of("orders")).isEmpty();
			});
	}

	@Test
	void whenAnotherClientIsGuardedThenOneThatDoesNotAskIsNot() {
		this.broken.withPropertyValues("httppool.clients.payment.base-url=" + this.server.uri("")).run((context) -> {
			CircuitBreakerRegistry registry = context.getBean(CircuitBreakerRegistry.class);
			registry.circuitBreaker("payment").transitionToForcedOpenState();
			registry.circuitBreaker("default").transitionToForcedOpenState();
			HttpPoolClients clients = context.getBean(HttpPoolClients.class);
			assertThat(get(clients.restClient("payment"))).isEqualTo("ok");
			assertThat(get(clients.webClient("payment")).block()).isEqualTo("ok");
			assertThat(context.getBean("httpPoolRestClient", RestClient.class)
				.get()
				.uri(this.server.uri("/"))
				.retrieve()
				.body(String.class)).isEqualTo("ok");
		});
	}

	@Test
	void whenANameIsSpeltInAnotherWayThenTheBuilderIsGuardedAllTheSame() {
		this.broken.run((context) -> {
			breaker(context).transitionToForcedOpenState();
			HttpPoolClients clients = context.getBean(HttpPoolClients.class);
			assertThatExceptionOfType(CallNotPermittedException.class)
				.isThrownBy(() -> get(clients.restClientBuilder("ORDERS").build()));
			assertThatExceptionOfType(CallNotPermittedException.class)
				.isThrownBy(() -> get(clients.webClientBuilder("ORDERS").build()).block());
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenThereAreNoPoolsThenClientsAreGuardedAllTheSame(Kind kind) {
		this.broken.withPropertyValues("httppool.enabled=false")
			.withUserConfiguration(kind.configuration)
			.run((context) -> {
				assertThat(kind.call(context)).isEqualTo("ok");
				assertThat(breaker(context).getMetrics().getNumberOfSuccessfulCalls()).isOne();
				breaker(context).transitionToForcedOpenState();
				assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(() -> kind.call(context));
			});
	}

	@Test
	void whenClientsAreGuardedThenTheyAreSeenToBeOnThePool() {
		this.broken.run((context) -> {
			assertThat(context.getBean("ordersRestClient")).isNotNull();
			assertThat(context.getBean("ordersWebClient")).isNotNull();
			assertThat(context.getBean(UnpooledReport.class).get()).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenThereIsNoRegistryThenTheStartStopsAndSaysWhatToAdd(boolean lazy) {
		this.runner.withInitializer((context) -> initializeLazily(context, lazy))
			.withPropertyValues("httppool.clients.orders.circuit-breaker.enabled=true",
					"httppool.clients.orders.rate-limiter.enabled=true")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContainingAll(
						"httppool.clients.orders.circuit-breaker.enabled is true but there is no bean of type "
								+ "CircuitBreakerRegistry: define one, or add io.github.resilience4j:resilience4j-spring-boot4",
						"httppool.clients.orders.rate-limiter.enabled is true but there is no bean of type RateLimiterRegistry"));
	}

	@ParameterizedTest
	@ValueSource(classes = { NeedsRestClient.class, NeedsWebClient.class })
	void whenAnEagerBeanNeedsAClientWithoutRegistryThenThatIsWhatStopsTheStart(Class<?> service) {
		this.runner.withUserConfiguration(service)
			.withPropertyValues("httppool.clients.orders.circuit-breaker.enabled=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageStartingWith(
						"httppool.clients.orders.circuit-breaker.enabled is true but there is no bean"));
	}

	@Test
	void whenResilience4jIsMissingThenTheStartStopsAndSaysWhatToAdd() {
		this.runner.withClassLoader(new FilteredClassLoader("io.github.resilience4j"))
			.withPropertyValues("httppool.clients.orders.circuit-breaker.enabled=true")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("httppool.clients.orders.circuit-breaker.enabled is true but "
						+ "resilience4j-circuitbreaker is not on the class path: add "
						+ "io.github.resilience4j:resilience4j-spring-boot4, or resilience4j-circuitbreaker and a bean of "
						+ "type CircuitBreakerRegistry"));
	}

	@Test
	void whenOnlyOneLibraryIsThereThenItGuards() {
		this.broken.withClassLoader(new FilteredClassLoader("io.github.resilience4j.ratelimiter")).run((context) -> {
			breaker(context).transitionToForcedOpenState();
			assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(() -> Kind.REST_CLIENT.call(context));
		});
	}

	private static void initializeLazily(ConfigurableApplicationContext context, boolean lazy) {
		if (lazy) {
			context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
		}
	}

	private static CircuitBreaker breaker(ApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class).circuitBreaker("orders");
	}

	private static RateLimiter limiter(ApplicationContext context) {
		return context.getBean(RateLimiterRegistry.class).rateLimiter("orders");
	}

	private static void halfOpen(ApplicationContext context) {
		breaker(context).transitionToOpenState();
		breaker(context).transitionToHalfOpenState();
	}

	/** Half-open, there is one permission only. */
	private static void assertPermissionIsBack(ApplicationContext context) {
		CircuitBreaker breaker = breaker(context);
		assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
		assertThat(breaker.tryAcquirePermission()).as("permission").isTrue();
		assertThat(breaker.tryAcquirePermission()).as("second permission").isFalse();
		breaker.releasePermission();
	}

	private static void assertInterrupted(Runnable call, Runnable condition, String message) {
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		CountDownLatch done = new CountDownLatch(1);
		Thread caller = new Thread(() -> {
			failure.complete(catchThrowable(call::run));
			interrupted.complete(Thread.currentThread().isInterrupted());
			done.countDown();
		}, "test-caller");
		caller.setDaemon(true);
		caller.start();
		condition.run();
		caller.interrupt();
		RawServer.awaitLatch(done);
		assertThat(failure.join()).isInstanceOf(ResourceAccessException.class)
			.cause()
			.isInstanceOf(InterruptedIOException.class)
			.hasMessageContaining(message);
		assertThat(interrupted.join()).isTrue();
	}

	/** A lease may end just after the caller has its answer. */
	private static void assertNothingLeaked(AssertableApplicationContext context) {
		await().untilAsserted(() -> assertThat(context.getBean(HttpPools.class)).allSatisfy((pool) -> {
			assertThat(pool.snapshot().active()).isZero();
			assertThat(pool.snapshot().pending()).isZero();
		}));
	}

	private static String get(RestClient client) {
		return client.get().uri("/").retrieve().body(String.class);
	}

	private static Mono<String> get(WebClient client) {
		return client.get().uri("/").retrieve().bodyToMono(String.class);
	}

	/** How an application calls a guarded server. */
	enum Kind {

		REST_CLIENT(Nothing.class) {

			@Override
			String call(ApplicationContext context) {
				return get(context.getBean("ordersRestClient", RestClient.class));
			}

		},

		WEB_CLIENT(Nothing.class) {

			@Override
			String call(ApplicationContext context) {
				return get(context.getBean("ordersWebClient", WebClient.class)).block();
			}

		},

		REST_GROUP(RestGroup.class),

		WEB_GROUP(WebGroup.class);

		private final Class<?> configuration;

		Kind(Class<?> configuration) {
			this.configuration = configuration;
		}

		String call(ApplicationContext context) {
			return context.getBean(Orders.class).get();
		}

	}

	interface Orders {

		@GetExchange("/")
		String get();

	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "orders", types = Orders.class, clientType = HttpServiceGroup.ClientType.REST_CLIENT)
	static class RestGroup {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "orders", types = Orders.class, clientType = HttpServiceGroup.ClientType.WEB_CLIENT)
	static class WebGroup {

	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsRestClient {

		NeedsRestClient(@Qualifier("orders") RestClient client) {
			assertThat(client).isNotNull();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsWebClient {

		NeedsWebClient(@Qualifier("orders") WebClient client) {
			assertThat(client).isNotNull();
		}

	}

}
