package io.github.httppool.benchmarks.harness;

import java.net.URI;
import java.util.List;
import java.util.Map;

import io.github.httppool.HttpPools;
import io.github.httppool.client.HttpPoolClients;
import io.github.httppool.metrics.HttpPoolMeterRecorder;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A Spring Boot application that has Actuator and a client of the given variant, got from
 * the builder that Spring Boot injects.
 * <p>
 * The starter has everything on, its meters included. Spring Boot's own observation of
 * clients ({@code http.client.requests}) is off in all variants: it costs each of them
 * the same, which would only bring the ratios closer to one.
 */
public final class ClientApplication implements AutoCloseable {

	private static final String OBSERVATION = "org.springframework.boot.restclient.autoconfigure.RestClientObservationAutoConfiguration,"
			+ "org.springframework.boot.webclient.autoconfigure.WebClientObservationAutoConfiguration";

	private final Variant variant;

	private final ConfigurableApplicationContext context;

	private final URI server;

	public ClientApplication(Variant variant, URI server, Class<?>... additionalConfiguration) {
		this(variant, server, Map.of(), additionalConfiguration);
	}

	public ClientApplication(Variant variant, URI server, Map<String, Object> additionalProperties,
			Class<?>... additionalConfiguration) {
		this.variant = variant;
		this.server = server;
		this.context = new SpringApplicationBuilder(BenchmarkConfiguration.class).sources(additionalConfiguration)
			.web(WebApplicationType.NONE)
			.properties(variant.applicationProperties())
			.properties(additionalProperties)
			.properties(Map.of("spring.main.banner-mode", "off", "logging.level.root", "warn",
					"spring.autoconfigure.exclude", OBSERVATION))
			.run();
		if (this.context.getBeansOfType(HttpPools.class).isEmpty() == variant.isOnPool()) {
			throw new IllegalStateException("The starter must be in use in its own variants, and only there");
		}
	}

	public RestClient restClient() {
		return bean(RestClient.Builder.class).baseUrl(this.server).build();
	}

	public RestClient restClient(String pool) {
		return bean(HttpPoolClients.class).restClient(pool);
	}

	public WebClient webClient() {
		return bean(WebClient.Builder.class).baseUrl(this.server.toString()).build();
	}

	public WebClient webClient(String pool) {
		return bean(HttpPoolClients.class).webClient(pool);
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public <T> List<T> beans(Class<T> type) {
		return this.context.getBeanProvider(type).orderedStream().toList();
	}

	/**
	 * Fails unless the calls made so far went the way that is being measured.
	 * @param pool the pool they should have gone through, where it is the starter's
	 */
	public void verifyUse(String pool) {
		this.variant.library().ifPresent((library) -> library.verifyUse(this));
		if (this.variant.isOnPool()) {
			bean(HttpPoolMeterRecorder.class);
			double leases = bean(MeterRegistry.class).get("httppool.connections.usage")
				.tag("pool", pool)
				.timer()
				.count();
			if (leases == 0) {
				throw new IllegalStateException(
						"No call went through the pool '%s', or its meters are off".formatted(pool));
			}
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * The application: gives the clients that cannot be limited by a property the same
	 * limit of connections.
	 */
	@Configuration(proxyBeanMethods = false)
	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class BenchmarkConfiguration {

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> httpComponentsLimit() {
			return (builder) -> builder.withConnectionManagerCustomizer(
					(connectionManager) -> connectionManager.setMaxConnPerRoute(Variant.MAX_CONNECTIONS)
						.setMaxConnTotal(Variant.MAX_CONNECTIONS));
		}

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<JettyClientHttpRequestFactoryBuilder> jettyLimit() {
			return (builder) -> builder
				.withHttpClientCustomizer((client) -> client.setMaxConnectionsPerDestination(Variant.MAX_CONNECTIONS));
		}

		@Bean
		ClientHttpConnectorBuilderCustomizer<HttpComponentsClientHttpConnectorBuilder> reactiveHttpComponentsLimit() {
			return (builder) -> builder.withConnectionManagerCustomizer(
					(connectionManager) -> connectionManager.setMaxConnPerRoute(Variant.MAX_CONNECTIONS)
						.setMaxConnTotal(Variant.MAX_CONNECTIONS));
		}

		@Bean
		ClientHttpConnectorBuilderCustomizer<JettyClientHttpConnectorBuilder> reactiveJettyLimit() {
			return (builder) -> builder
				.withHttpClientCustomizer((client) -> client.setMaxConnectionsPerDestination(Variant.MAX_CONNECTIONS));
		}

	}

}
