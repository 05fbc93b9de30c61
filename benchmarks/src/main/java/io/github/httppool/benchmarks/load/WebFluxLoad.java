package io.github.httppool.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import io.github.httppool.benchmarks.floor.Wrk;
import io.github.httppool.benchmarks.floor.WrkResult;
import io.github.httppool.benchmarks.harness.Answer;
import io.github.httppool.benchmarks.harness.ChildProcesses;
import io.github.httppool.benchmarks.harness.Upstream;
import io.github.httppool.benchmarks.harness.Variant;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Requests of {@link Wrk} to a WebFlux application in this process, which makes one call
 * to the server for each. So the cost is that of the application's server and client
 * together; wrk is another process.
 */
final class WebFluxLoad implements Load {

	private static final String THREADS_PATH = "/threads";

	private static final int LOOKS = 100;

	private static final String OBSERVATION = "org.springframework.boot.webclient.autoconfigure.WebClientObservationAutoConfiguration,"
			+ "org.springframework.boot.webflux.autoconfigure.WebFluxObservationAutoConfiguration";

	private final Use use;

	private final Answer answer;

	private final ConfigurableApplicationContext context;

	private final URI application;

	private final Wrk wrk;

	private final HttpClient browser = HttpClient.newHttpClient();

	WebFluxLoad(Use use, LoadSettings settings) throws IOException {
		this.use = use;
		this.answer = settings.answer();
		this.context = new SpringApplicationBuilder(Application.class).sources(use.additionalConfiguration())
			.web(WebApplicationType.REACTIVE)
			.properties(use.properties)
			.properties(Map.of("spring.main.banner-mode", "off", "logging.level.root", "warn",
					"spring.autoconfigure.exclude", OBSERVATION, "server.port", 0, "upstream", settings.server()))
			.run();
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		this.application = URI.create("http://127.0.0.1:" + port);
		this.wrk = new Wrk(this.application.resolve(Upstream.PATH), settings.callers());
		loadClasses();
	}

	/**
	 * The first requests load classes. On a busy machine that can take the two seconds
	 * after which a request has failed for wrk.
	 */
	private void loadClasses() {
		for (int i = 0; i < LOOKS; i++) {
			this.answer.check(get(Upstream.PATH));
		}
	}

	@Override
	public Calls run(Duration duration) throws IOException, InterruptedException {
		WrkResult result = this.wrk.run(duration);
		return new Calls(result.requests(), result.latencies());
	}

	/**
	 * Fails unless the answer of the server is passed on, by the event loops that are
	 * meant.
	 */
	@Override
	public void verify(long calls) {
		this.answer.check(get(Upstream.PATH));
		int changes = 0;
		for (int look = 0; look < LOOKS; look++) {
			String[] threads = get(THREADS_PATH).split(" ");
			this.use.verify(threads[0], threads[1]);
			changes += threads[0].equals(threads[1]) ? 0 : 1;
		}
		if (this.use == Use.SHARED && changes > LOOKS / 2) {
			throw new IllegalStateException("%d of %d calls left their event loop".formatted(changes, LOOKS));
		}
	}

	private String get(String path) {
		try {
			return this.browser
				.send(HttpRequest.newBuilder(this.application.resolve(path)).build(),
						HttpResponse.BodyHandlers.ofString())
				.body();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException("The application does not answer", ex);
		}
	}

	@Override
	public long cpuNanosOutside() {
		return ChildProcesses.endedCpuNanos();
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * Which event loops server and client have.
	 */
	enum Use {

		/** The default of the starter: the pools have their own. */
		SEPARATE(Map.of("httppool.pool.max-connections", Variant.MAX_CONNECTIONS), false, true),

		/** The server runs on those of the pools. */
		SHARED(Map.of("httppool.pool.max-connections", Variant.MAX_CONNECTIONS, "httppool.event-loops", "shared"), true,
				true),

		/** Without the starter: both on the global ones of Reactor Netty. */
		GLOBAL(Map.of("httppool.enabled", false), false, false);

		private static final String OF_POOLS = "httppool-";

		private final Map<String, Object> properties;

		private final boolean serverOnPools;

		private final boolean clientOnPools;

		Use(Map<String, Object> properties, boolean serverOnPools, boolean clientOnPools) {
			this.properties = properties;
			this.serverOnPools = serverOnPools;
			this.clientOnPools = clientOnPools;
		}

		private Class<?>[] additionalConfiguration() {
			return this.clientOnPools ? new Class<?>[0] : new Class<?>[] { ReactorNettyLimit.class };
		}

		private void verify(String served, String answered) {
			if (served.startsWith(OF_POOLS) != this.serverOnPools
					|| answered.startsWith(OF_POOLS) != this.clientOnPools) {
				throw new IllegalStateException("%s: a request was served on %s, its call was answered on %s"
					.formatted(this, served, answered));
			}
		}

	}

	/**
	 * The application. Tomcat is on the class path for other benchmarks.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = {
			"org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration",
			"org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration" })
	static class Application {

		@Bean
		Passing passing(WebClient.Builder builder, @Value("${upstream}") String upstream) {
			return new Passing(builder.baseUrl(upstream).build());
		}

	}

	/**
	 * Passes each request on.
	 */
	@RestController
	static class Passing {

		private final WebClient client;

		Passing(WebClient client) {
			this.client = client;
		}

		@GetMapping(Upstream.PATH)
		Mono<String> pass() {
			return this.client.get().uri(Upstream.PATH).retrieve().bodyToMono(String.class);
		}

		@GetMapping(THREADS_PATH)
		Mono<String> threads() {
			String served = Thread.currentThread().getName();
			return pass().map((answered) -> served + " " + Thread.currentThread().getName());
		}

	}

}
