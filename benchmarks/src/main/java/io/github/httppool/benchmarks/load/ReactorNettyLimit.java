package io.github.httppool.benchmarks.load;

import io.github.httppool.benchmarks.harness.Variant;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Gives Spring Boot's clients on Reactor Netty as many connections as all others, on the
 * event loops that they have anyway. No property can do that. Comes after Spring Boot's
 * own customizer, which replaces the client's factory.
 */
@Configuration(proxyBeanMethods = false)
class ReactorNettyLimit {

	@Bean
	@Order(1)
	ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> reactorLimit() {
		return (builder) -> builder.withHttpClientFactory(ReactorNettyLimit::client);
	}

	@Bean
	@Order(1)
	ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> reactiveReactorLimit() {
		return (builder) -> builder.withHttpClientFactory(ReactorNettyLimit::client);
	}

	/**
	 * Returns a client with a pool of its own that is limited.
	 */
	static HttpClient client() {
		return HttpClient.create(ConnectionProvider.create("limited", Variant.MAX_CONNECTIONS));
	}

}
