package io.github.httppool.benchmarks.misbehave;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.httppool.benchmarks.harness.ClientApplication;
import io.github.httppool.benchmarks.harness.Variant;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static java.util.Map.entry;

/**
 * A JVM in which one client calls an upstream that misbehaves at random, and that tells
 * what became of the calls. Arguments: variant, connections, calls, seed, and how many
 * faults to describe.
 */
public final class MisbehaveProcess {

	static final String FIGURES = "figures";

	private static final Duration ACQUIRE = Duration.ofSeconds(20);

	private static final int PENDING = 1000;

	private static final Duration RESPONSE = Duration.ofSeconds(15);

	private static final Duration CONNECT = Duration.ofSeconds(2);

	private static final String CONNECTIONS = "misbehave.connections";

	private MisbehaveProcess() {
	}

	public static void main(String[] args) throws Exception {
		Variant variant = Variant.of(args[0]);
		int connections = Integer.parseInt(args[1]);
		int calls = Integer.parseInt(args[2]);
		long seed = Long.parseLong(args[3]);
		int faults = Integer.parseInt(args[4]);
		try (MisbehavingUpstream upstream = new MisbehavingUpstream(seed);
				ClientApplication application = new ClientApplication(variant, upstream.uri(), limits(connections),
						Limits.class)) {
			Calls client = variant.isReactive() ? new WebClientCalls(application.webClient())
					: new RestClientCalls(application.restClient());
			Report report = new Run(upstream, connections, List.of(client)).make(calls);
			System.err.printf("%s, %d connections: %s%n", variant.title(), connections, report);
			report.faults().stream().limit(faults).forEach(System.err::println);
			System.out.println(FIGURES + " " + String.join(" | ", figures(report)));
		}
		System.exit(0);
	}

	/**
	 * Returns the titles of the figures.
	 */
	static String[] titles() {
		return new String[] { "calls", "another's answer", "broken answer", "failed, though answered", "hung",
				"connections lost", "used when unfit", "requests mixed up", "uploads repeated", "longest, s" };
	}

	private static String[] figures(Report report) {
		return new String[] { "%,d".formatted(report.made()), "%,d".formatted(report.count(Verdict.ANOTHERS_ANSWER)),
				"%,d".formatted(report.count(Verdict.BROKEN_ANSWER)), "%,d".formatted(report.count(Verdict.LOST)),
				"%,d".formatted(report.count(Verdict.HUNG)), "%,d".formatted(report.lostConnections()),
				"%,d".formatted(report.reused()), "%,d".formatted(report.mixedUp()), "%,d".formatted(report.repeated()),
				"%.1f".formatted(report.longest().toMillis() / 1000.0) };
	}

	/**
	 * Returns equal limits for all clients, as far as there are properties for them.
	 * Reactor Netty is not to log each failure with a stack, as there are thousands.
	 */
	static Map<String, Object> limits(int connections) {
		return Map.ofEntries(entry(CONNECTIONS, connections), entry("httppool.pool.max-connections", connections),
				entry("httppool.pool.max-pending-acquires", PENDING), entry("httppool.timeouts.acquire", ACQUIRE),
				entry("httppool.timeouts.connect", CONNECT), entry("httppool.timeouts.response", RESPONSE),
				entry("spring.http.clients.connect-timeout", CONNECT),
				entry("spring.http.clients.read-timeout", RESPONSE), entry("logging.level.reactor.netty", "off"));
	}

	/**
	 * The same limits for the clients that have no properties for them. The JDK's client
	 * knows no limit of connections.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Limits {

		@Bean
		@Order(1)
		ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> httpComponents(
				@Value("${" + CONNECTIONS + "}") int connections) {
			return (builder) -> builder
				.withConnectionManagerCustomizer(
						(manager) -> manager.setMaxConnPerRoute(connections).setMaxConnTotal(connections))
				.withDefaultRequestConfigCustomizer(
						(config) -> config.setConnectionRequestTimeout(ACQUIRE.toMillis(), TimeUnit.MILLISECONDS));
		}

		@Bean
		@Order(1)
		ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> reactor(
				@Value("${" + CONNECTIONS + "}") int connections) {
			return (builder) -> builder.withHttpClientFactory(() -> HttpClient.create(provider(connections)));
		}

		@Bean
		@Order(1)
		ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> reactorConnector(
				@Value("${" + CONNECTIONS + "}") int connections) {
			return (builder) -> builder.withHttpClientFactory(() -> HttpClient.create(provider(connections)));
		}

		private static ConnectionProvider provider(int connections) {
			return ConnectionProvider.builder("limited")
				.maxConnections(connections)
				.pendingAcquireTimeout(ACQUIRE)
				.pendingAcquireMaxCount(PENDING)
				.build();
		}

	}

}
