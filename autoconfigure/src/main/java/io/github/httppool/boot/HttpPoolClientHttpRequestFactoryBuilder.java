package io.github.httppool.boot;

import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

import io.github.httppool.client.HttpPoolClientHttpRequestFactory;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.ReactorHttpClientBuilder;

/**
 * Makes request factories on a pool, for {@code RestClient} and {@code RestTemplate}.
 * Spring Boot's settings are applied as it does for Reactor Netty, on top of what the
 * pool's client has by default.
 */
final class HttpPoolClientHttpRequestFactoryBuilder
		implements ClientHttpRequestFactoryBuilder<HttpPoolClientHttpRequestFactory> {

	private final PooledHttpClients clients;

	private final UnaryOperator<HttpClientSettings> precedence;

	private final Executor streamingBodyExecutor;

	/**
	 * Creates a builder of request factories.
	 * @param clients the pool's clients
	 * @param precedence makes the settings to use from those asked for
	 * @param streamingBodyExecutor runs the writing of large request bodies
	 */
	HttpPoolClientHttpRequestFactoryBuilder(PooledHttpClients clients, UnaryOperator<HttpClientSettings> precedence,
			Executor streamingBodyExecutor) {
		this.clients = clients;
		this.precedence = precedence;
		this.streamingBodyExecutor = streamingBodyExecutor;
	}

	@Override
	public HttpPoolClientHttpRequestFactory build(@Nullable HttpClientSettings asked) {
		HttpClientSettings settings = this.precedence.apply((asked != null) ? asked : HttpClientSettings.defaults());
		HttpClient client = this.clients.build(settings, () -> create(settings));
		return new HttpPoolClientHttpRequestFactory(client, this.streamingBodyExecutor,
				this.clients.pool().callTracker());
	}

	private HttpClient create(HttpClientSettings settings) {
		return new ReactorHttpClientBuilder().withHttpClientFactory(() -> this.clients.root(settings))
			.withHttpClientCustomizer(this.clients::customize)
			.build(PooledHttpClients.remaining(settings));
	}

}
