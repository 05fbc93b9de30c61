package io.github.httppool.benchmarks.defaults;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Goes through all situations with one variant, in an application with nothing
 * configured, and prints a line for each.
 */
public final class DefaultsProcess {

	/** First word of a line with figures, whose columns are separated by tabs. */
	public static final String FIGURES = "figures";

	private static final int CALLERS = 200;

	private static final int CALLS_OF_EACH = 5;

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private final DefaultsVariant variant;

	private final URI upstream;

	private final HttpClient browser = HttpClient
		.create(ConnectionProvider.builder("callers").maxConnections(CALLERS).build());

	private DefaultsProcess(DefaultsVariant variant, URI upstream) {
		this.variant = variant;
		this.upstream = upstream;
	}

	public static void main(String[] args) throws Exception {
		DefaultsVariant variant = DefaultsVariant.of(args[2]);
		new DefaultsProcess(variant, URI.create(args[0])).run();
		System.exit(0);
	}

	private void run() throws Exception {
		for (Situation situation : Situation.of(this.variant)) {
			try (ConfigurableApplicationContext context = start(type(situation))) {
				warmUp(context);
				measure(situation, context);
			}
		}
	}

	private static WebApplicationType type(Situation situation) {
		return switch (situation) {
			case TOMCAT_100, TOMCAT_300 -> WebApplicationType.SERVLET;
			case WEBFLUX_100, WEBFLUX_300 -> WebApplicationType.REACTIVE;
			default -> WebApplicationType.NONE;
		};
	}

	private ConfigurableApplicationContext start(WebApplicationType type) {
		return new SpringApplicationBuilder(PassingApplication.class).web(type)
			.properties(this.variant.properties())
			.properties("spring.main.banner-mode=off", "logging.level.root=error", "server.port=0",
					"upstream=" + this.upstream)
			.run();
	}

	/**
	 * The first call loads classes.
	 */
	private void warmUp(ConfigurableApplicationContext context) {
		rest(context).get().uri("/after/1").retrieve().body(String.class);
		web(context).get().uri("/after/1").retrieve().bodyToMono(String.class).block();
	}

	private RestClient rest(ConfigurableApplicationContext context) {
		return context.getBean(RestClient.Builder.class).baseUrl(this.upstream).build();
	}

	private WebClient web(ConfigurableApplicationContext context) {
		return context.getBean(WebClient.Builder.class).baseUrl(this.upstream.toString()).build();
	}

	private void measure(Situation situation, ConfigurableApplicationContext context) throws Exception {
		Tally tally = new Tally();
		try (PeakConnections connections = new PeakConnections(this.upstream.getPort())) {
			long start = System.nanoTime();
			call(situation, context, tally);
			double seconds = (System.nanoTime() - start) / (double) Duration.ofSeconds(1).toNanos();
			System.out.println(String.join("\t", FIGURES + " " + situation.title(), String.valueOf(tally.calls()),
					tally.failed() + tally.reasons(), "%.2f".formatted(seconds), String.valueOf(connections.peak())));
		}
	}

	private void call(Situation situation, ConfigurableApplicationContext context, Tally tally) throws Exception {
		switch (situation) {
			case FLAT_MAP_256 -> flatMap(web(context), 1000, 256, tally);
			case FLAT_MAP_1000 -> flatMap(web(context), 1000, 1000, tally);
			case FUTURES -> futures(web(context), 500, tally);
			case THREADS -> threads(rest(context), 2000, tally);
			case TOMCAT_100, WEBFLUX_100 -> callers(context, 100, tally);
			case TOMCAT_300, WEBFLUX_300 -> callers(context, 300, tally);
		}
	}

	private static void flatMap(WebClient client, int calls, int concurrency, Tally tally) {
		Flux.range(0, calls).flatMap((call) -> counted(client, tally), concurrency).blockLast(PATIENCE);
	}

	private static void futures(WebClient client, int calls, Tally tally) {
		List<CompletableFuture<String>> futures = IntStream.range(0, calls)
			.mapToObj((call) -> counted(client, tally).toFuture())
			.toList();
		futures.forEach(CompletableFuture::join);
	}

	private static Mono<String> counted(WebClient client, Tally tally) {
		return client.get()
			.uri("/after/50")
			.retrieve()
			.bodyToMono(String.class)
			.doOnSuccess((answer) -> tally.succeeded())
			.doOnError(tally::failed)
			.onErrorReturn("");
	}

	/**
	 * Virtual threads where there are some, from Java 21 on.
	 */
	private static void threads(RestClient client, int calls, Tally tally) throws InterruptedException {
		CountDownLatch ended = new CountDownLatch(calls);
		for (int i = 0; i < calls; i++) {
			Callers.start(() -> {
				try {
					client.get().uri("/after/50").retrieve().body(String.class);
					tally.succeeded();
				}
				catch (RuntimeException ex) {
					tally.failed(ex);
				}
				finally {
					ended.countDown();
				}
			});
		}
		ended.await();
	}

	/**
	 * Callers of our application, each with a connection of its own, one call after the
	 * other.
	 */
	private void callers(ConfigurableApplicationContext context, int millis, Tally tally) {
		String target = "http://127.0.0.1:%s/passed/%d"
			.formatted(context.getEnvironment().getProperty("local.server.port"), millis);
		Flux.range(0, CALLERS)
			.flatMap((caller) -> Flux.range(0, CALLS_OF_EACH).concatMap((call) -> visit(target, tally)), CALLERS)
			.blockLast(PATIENCE);
	}

	private Mono<String> visit(String target, Tally tally) {
		return this.browser.get().uri(target).responseSingle((response, body) -> {
			int status = response.status().code();
			if (status == 200) {
				tally.succeeded();
			}
			else {
				tally.failed("status " + status);
			}
			return body.asString().defaultIfEmpty("");
		});
	}

}
