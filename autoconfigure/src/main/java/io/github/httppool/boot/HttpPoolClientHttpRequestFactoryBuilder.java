package io.github.httppool.boot;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

import io.github.httppool.restclient.HttpPoolClientHttpRequestFactory;
import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.ReactorHttpClientBuilder;

/**
 * Builds request factories on a pool, for {@code RestClient} and {@code RestTemplate}:
 * with the client of Spring Boot's Reactor builder, as customized by the application, on
 * top of the defaults of the pool's client.
 */
final class HttpPoolClientHttpRequestFactoryBuilder
		implements ClientHttpRequestFactoryBuilder<HttpPoolClientHttpRequestFactory> {

	private final PooledHttpClients clients;

	private final UnaryOperator<HttpClientSettings> precedence;

	private final Executor streamingBodyExecutor;

	private ReactorClientHttpRequestFactoryBuilder reactor;

	private boolean ownSelector;

	/**
	 * Creates a builder of request factories.
	 * @param clients the pool's clients
	 * @param precedence turns the requested settings into those to use
	 * @param streamingBodyExecutor writes large request bodies
	 */
	HttpPoolClientHttpRequestFactoryBuilder(PooledHttpClients clients, UnaryOperator<HttpClientSettings> precedence,
			Executor streamingBodyExecutor) {
		this.clients = clients;
		this.precedence = precedence;
		this.streamingBodyExecutor = streamingBodyExecutor;
		this.reactor = onPool(ClientHttpRequestFactoryBuilder.reactor());
	}

	/**
	 * Returns Spring Boot's Reactor builder, which customizers may change.
	 */
	ReactorClientHttpRequestFactoryBuilder reactor() {
		return this.reactor;
	}

	/**
	 * Adopts Spring Boot's Reactor builder as changed by a customizer. Must not be called
	 * once this is in use.
	 * @param customized the changed builder
	 * @return which part of the change was adopted
	 */
	Customization takeOver(ReactorClientHttpRequestFactoryBuilder customized) {
		HttpClient example = Transport.findHttpClient(customized.build());
		if (example == null) {
			return Customization.CLIENT_NOT_FOUND;
		}
		if (takenOver(customized, example)) {
			return Customization.APPLIED;
		}
		ReactorClientHttpRequestFactoryBuilder onPool = onPool(customized)
			.withHttpClientCustomizer(this.clients.pool()::onOwnEventLoops);
		return takenOver(onPool, Transport.findHttpClient(onPool.build())) ? Customization.WITHOUT_ITS_CLIENTS
				: Customization.NOT_ON_POOL;
	}

	private boolean takenOver(ReactorClientHttpRequestFactoryBuilder customized, @Nullable HttpClient example) {
		if (example == null || !Transport.isPooled(example)) {
			return false;
		}
		this.reactor = customized;
		this.ownSelector = PooledHttpClients.hasOwnSelector(example);
		return true;
	}

	private ReactorClientHttpRequestFactoryBuilder onPool(ReactorClientHttpRequestFactoryBuilder builder) {
		return builder.withHttpClientFactory(this.clients::markedClient);
	}

	@Override
	public HttpPoolClientHttpRequestFactory build(@Nullable HttpClientSettings asked) {
		HttpClientSettings settings = this.precedence.apply((asked != null) ? asked : HttpClientSettings.defaults());
		HttpClient client = this.clients.build(settings, () -> create(settings));
		return new HttpPoolClientHttpRequestFactory(client, this.streamingBodyExecutor, this.clients.pool().calls(),
				this.clients.pool().retries());
	}

	private HttpClient create(HttpClientSettings settings) {
		HttpClientSettings remaining = PooledHttpClients.remaining(settings, this.ownSelector).withTimeouts(null, null);
		HttpClient client = Transport
			.findHttpClient(this.reactor.withHttpClientFactory(() -> this.clients.root(settings, this.ownSelector))
				.withHttpClientCustomizer((customized) -> withTimeouts(customized, settings))
				.build(remaining));
		return this.clients.customize((client != null) ? client : createUncustomized(settings, remaining));
	}

	/**
	 * If the client is not found, customizers have already been reported as not applied.
	 */
	private HttpClient createUncustomized(HttpClientSettings settings, HttpClientSettings remaining) {
		HttpClient client = new ReactorHttpClientBuilder()
			.withHttpClientFactory(() -> this.clients.root(settings, this.ownSelector))
			.build(remaining);
		return withTimeouts(client, settings);
	}

	/**
	 * Applied after the customizers of the client, as Spring Boot does. Not through
	 * Spring's request factory, which does not accept a read timeout of 0.
	 */
	private static HttpClient withTimeouts(HttpClient client, HttpClientSettings settings) {
		Duration connect = settings.connectTimeout();
		Duration read = settings.readTimeout();
		HttpClient limited = (connect != null)
				? client.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connect.toMillis()) : client;
		return (read != null) ? limited.responseTimeout(read) : limited;
	}

}
