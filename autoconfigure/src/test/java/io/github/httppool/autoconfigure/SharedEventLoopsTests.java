package io.github.httppool.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.httppool.HttpPools;
import io.github.httppool.netty.ReactorHttpPools;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Applications whose web server is to run on the event loops of the pools.
 */
@ExtendWith(OutputCaptureExtension.class)
class SharedEventLoopsTests {

	private static final String SHARED = "httppool.event-loops=shared";

	private static final String ON_EVENT_LOOPS = "The web server runs on the event loops of the pools";

	private static final String NO_SERVER = "httppool.event-loops is 'shared', but there is no web server on Reactor"
			+ " Netty";

	private static final String OWN_EVENT_LOOPS = "httppool.event-loops is 'shared', but the web server has event loops"
			+ " of its own";

	private static final String BESIDE_EVENT_LOOPS = "Set httppool.event-loops=shared to avoid that";

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final CountDownLatch asked = new CountDownLatch(1);

	private final CompletableFuture<String> answer = new CompletableFuture<>();

	/** The global ones end with an application. */
	private final LoopResources upstreamLoops = LoopResources.create("upstream", 1, true);

	private final DisposableServer upstream = HttpServer.create()
		.runOn(this.upstreamLoops)
		.host("127.0.0.1")
		.route((routes) -> routes.get("/now", (request, response) -> response.sendString(Mono.just("now")))
			.get("/later", (request, response) -> {
				this.asked.countDown();
				return response.sendString(Mono.fromFuture(this.answer));
			}))
		.bindNow();

	private @Nullable ConfigurableApplicationContext context;

	@AfterEach
	void stop() {
		if (this.context != null) {
			this.context.close();
		}
		this.upstream.disposeNow();
		this.upstreamLoops.dispose();
	}

	@ParameterizedTest
	@ValueSource(strings = { "nio", "auto" })
	void whenSharedThenACallOfARequestStaysOnItsEventLoop(String transport, CapturedOutput output) {
		start(WebApplicationType.REACTIVE, SHARED, "httppool.transport=" + transport);
		assertThat(output).containsOnlyOnce(ON_EVENT_LOOPS).doesNotContain(BESIDE_EVENT_LOOPS);
		// The first calls of an event loop may take a connection of another one.
		threads(64);
		assertThat(threads(64)).allSatisfy((threads) -> assertThat(threads.served()).startsWith("httppool-"))
			.filteredOn(Threads::areOne)
			.hasSizeGreaterThan(48);
	}

	@Test
	void whenSharedThenThereAreAsManyAsCoresAndAtLeastTwo(CapturedOutput output) {
		start(WebApplicationType.REACTIVE, SHARED);
		assertThat(output).contains(Math.max(2, Runtime.getRuntime().availableProcessors()) + " shared event loops (");
	}

	@Test
	void whenNotSharedThenTheServerHasEventLoopsOfItsOwn(CapturedOutput output) {
		start(WebApplicationType.REACTIVE, "httppool.event-loops=2");
		assertThat(threads(8)).allSatisfy((threads) -> {
			assertThat(threads.served()).doesNotStartWith("httppool-");
			assertThat(threads.answered()).startsWith("httppool-");
		});
		assertThat(output).doesNotContain(ON_EVENT_LOOPS, NO_SERVER, BESIDE_EVENT_LOOPS);
	}

	@Test
	void whenNobodySaysThenItIsTheSameAndTheLogTellsOfTheChoice(CapturedOutput output) {
		start(WebApplicationType.REACTIVE, "management.server.port=0");
		assertThat(threads(8)).noneMatch((threads) -> threads.served().startsWith("httppool-"));
		assertThat(output).containsOnlyOnce(BESIDE_EVENT_LOOPS).doesNotContain(ON_EVENT_LOOPS, NO_SERVER);
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.http.clients.reactive.connector=jdk", "httppool.event-loops=1" })
	void whenSharingWouldNotHelpOrIsRefusedThenTheLogIsSilent(String property, CapturedOutput output) {
		start(WebApplicationType.REACTIVE, property);
		assertThat(output).doesNotContain(BESIDE_EVENT_LOOPS);
	}

	@Test
	void whenTheServerHasEventLoopsOfTheApplicationThenTheLogIsSilent(CapturedOutput output) {
		start(OwnEventLoops.class, WebApplicationType.REACTIVE);
		assertThat(output).doesNotContain(BESIDE_EVENT_LOOPS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "NONE", "SERVLET" })
	void whenThereIsNoServerToShareWithAndNobodySaysThenTheLogIsSilent(WebApplicationType type, CapturedOutput output) {
		start(type);
		assertThat(output).doesNotContain(BESIDE_EVENT_LOOPS, NO_SERVER);
	}

	@Test
	void whenThereAreNoPoolsThenTheServerIsAsBefore(CapturedOutput output) {
		start(WebApplicationType.REACTIVE, SHARED, "httppool.enabled=false");
		assertThat(threads(8)).noneMatch((threads) -> threads.served().startsWith("httppool-"));
		assertThat(output).doesNotContain(ON_EVENT_LOOPS, NO_SERVER, BESIDE_EVENT_LOOPS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "NONE", "SERVLET" })
	void whenThereIsNoServerToShareWithThenTheLogSaysSo(WebApplicationType type, CapturedOutput output) {
		start(type, SHARED, "spring.main.lazy-initialization=true");
		assertThat(output).containsOnlyOnce(NO_SERVER);
	}

	@Test
	void whenTheApplicationHasEventLoopsForItsServerThenItKeepsThem(CapturedOutput output) {
		start(OwnEventLoops.class, WebApplicationType.REACTIVE, SHARED);
		assertThat(threads(8)).allSatisfy((threads) -> assertThat(threads.served()).startsWith("own-"));
		assertThat(output).containsOnlyOnce(OWN_EVENT_LOOPS).doesNotContain(ON_EVENT_LOOPS);
	}

	@Test
	void whenTheManagementServerHasAPortOfItsOwnThenItAnswersThoughTheEventLoopsAreHeldUp() {
		ConfigurableApplicationContext running = start(WebApplicationType.REACTIVE, SHARED, "management.server.port=0");
		assertThat(threads(8)).allSatisfy((threads) -> assertThat(threads.served()).startsWith("httppool-"));
		String management = running.getEnvironment().getRequiredProperty("local.management.port");
		CountDownLatch held = new CountDownLatch(1);
		running.getBean(ReactorHttpPools.class)
			.eventLoops()
			.onServer(true)
			.forEach((eventLoop) -> eventLoop.execute(() -> awaitRelease(held)));
		try {
			assertThat(HttpClient.create()
				.get()
				.uri("http://127.0.0.1:%s/actuator/health".formatted(management))
				.responseSingle((response, body) -> body.asString())
				.block(PATIENCE)).contains("status");
		}
		finally {
			held.countDown();
		}
	}

	@Test
	void whenAHandlerBlocksOnACallThenItIsRefused() {
		start(WebApplicationType.REACTIVE, SHARED);
		assertThat(get("/blocked").block(PATIENCE)).startsWith("GET ")
			.contains("cannot be called on the thread 'httppool-");
	}

	@Test
	void whenTheApplicationStopsThenRequestsWithCallsUnderWayAreServed() throws Exception {
		Set<Thread> before = NoThreadLeft.threads();
		ConfigurableApplicationContext running = start(WebApplicationType.REACTIVE, SHARED);
		CompletableFuture<String> request = get("/later").toFuture();
		assertThat(this.asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> closed = CompletableFuture.runAsync(running::close);
		assertThat(closed.isDone()).isFalse();
		CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS).execute(() -> this.answer.complete("later"));
		assertThat(request.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("later");
		closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		// A thread that has told its end still runs its last steps.
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(NoThreadLeft.threads()).isSubsetOf(before));
	}

	@Test
	void whenTheContextStopsAndStartsAgainThenTheServerDoes() {
		ConfigurableApplicationContext running = start(WebApplicationType.REACTIVE, SHARED);
		running.stop();
		running.start();
		assertThat(threads(8)).allSatisfy((threads) -> assertThat(threads.served()).startsWith("httppool-"));
	}

	private ConfigurableApplicationContext start(WebApplicationType type, String... properties) {
		return start(Application.class, type, properties);
	}

	private ConfigurableApplicationContext start(Class<?> configuration, WebApplicationType type,
			String... properties) {
		ConfigurableApplicationContext started = new SpringApplicationBuilder(configuration).web(type)
			.run(Stream
				.concat(Stream.of("server.port=0", "spring.main.banner-mode=off",
						"spring.reactor.netty.shutdown-quiet-period=0s",
						"upstream=http://127.0.0.1:" + this.upstream.port()), Stream.of(properties))
				.map((property) -> "--" + property)
				.toArray(String[]::new));
		this.context = started;
		if (type == WebApplicationType.NONE) {
			assertThat(started.getBean(HttpPools.class)).isNotNull();
		}
		return started;
	}

	private static void awaitRelease(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private List<Threads> threads(int requests) {
		return Flux.range(0, requests)
			.flatMap((request) -> get("/threads"), 4)
			.map((text) -> text.split(" "))
			.map((names) -> new Threads(names[0], names[1]))
			.collectList()
			.block(PATIENCE);
	}

	private Mono<String> get(String path) {
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		return HttpClient.create()
			.get()
			.uri("http://127.0.0.1:%s%s".formatted(port, path))
			.responseSingle((response, body) -> body.asString());
	}

	/**
	 * The threads of one request.
	 *
	 * @param served the one that began to serve it
	 * @param answered the one that has got the answer to its call
	 */
	private record Threads(String served, String answered) {

		boolean areOne() {
			return this.served.equals(this.answered);
		}

	}

	/**
	 * Serves requests by calls.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = {
			"org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration",
			"org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration" })
	static class Application {

		@Bean
		Calls calls(WebClient.Builder webClient, RestClient.Builder restClient, @Value("${upstream}") String upstream) {
			return new Calls(webClient.baseUrl(upstream).build(), restClient.baseUrl(upstream).build());
		}

	}

	/**
	 * The same, and its server is to have event loops of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	static class OwnEventLoops extends Application {

		@Bean
		ReactorResourceFactory ownResources() {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			resources.setUseGlobalResources(false);
			resources.setLoopResourcesSupplier(() -> LoopResources.create("own"));
			resources.setShutdownQuietPeriod(Duration.ZERO);
			return resources;
		}

	}

	@RestController
	static class Calls {

		private final WebClient webClient;

		private final RestClient restClient;

		Calls(WebClient webClient, RestClient restClient) {
			this.webClient = webClient;
			this.restClient = restClient;
		}

		@GetMapping("/threads")
		Mono<String> threads() {
			String served = Thread.currentThread().getName();
			return call("/now").map((answer) -> served + " " + Thread.currentThread().getName());
		}

		@GetMapping("/later")
		Mono<String> later() {
			return call("/later");
		}

		@GetMapping("/blocked")
		Mono<String> blocked() {
			try {
				return Mono.just(String.valueOf(this.restClient.get().uri("/now").retrieve().body(String.class)));
			}
			catch (IllegalStateException ex) {
				return Mono.just(String.valueOf(ex.getMessage()));
			}
		}

		private Mono<String> call(String path) {
			return this.webClient.get().uri(path).retrieve().bodyToMono(String.class);
		}

	}

}
