package io.github.httppool.autoconfigure;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.github.httppool.client.HttpPoolClientHttpRequestFactory;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.ReactorHttpClientBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.core.ResolvableType;

/**
 * Makes request factories on a pool. Spring Boot's settings are applied as it does for
 * Reactor Netty, on top of what the pool's client has by default.
 */
final class HttpPoolClientHttpRequestFactoryBuilder
		implements ClientHttpRequestFactoryBuilder<HttpPoolClientHttpRequestFactory> {

	private static final Log logger = LogFactory.getLog(HttpPoolClientHttpRequestFactoryBuilder.class);

	private final ReactorHttpClientBuilder httpClientBuilder;

	private final Executor streamingBodyExecutor;

	HttpPoolClientHttpRequestFactoryBuilder(Supplier<HttpClient> httpClient, Executor streamingBodyExecutor) {
		this.httpClientBuilder = new ReactorHttpClientBuilder().withHttpClientFactory(httpClient);
		this.streamingBodyExecutor = streamingBodyExecutor;
	}

	@Override
	public HttpPoolClientHttpRequestFactory build(@Nullable HttpClientSettings settings) {
		return new HttpPoolClientHttpRequestFactory(this.httpClientBuilder.build(settings), this.streamingBodyExecutor);
	}

	/**
	 * Applies the customizers that fit, as Spring Boot would to the builder it defines,
	 * and names those that do not: they have no effect on a client library not in use.
	 */
	@SuppressWarnings("unchecked")
	ClientHttpRequestFactoryBuilder<?> customizedBy(List<ClientHttpRequestFactoryBuilderCustomizer<?>> customizers) {
		customizers.forEach(this::warnIfSkipped);
		ClientHttpRequestFactoryBuilder<?>[] builder = { this };
		LambdaSafe.callbacks(ClientHttpRequestFactoryBuilderCustomizer.class, customizers, builder[0])
			.invoke((customizer) -> builder[0] = customizer.customize(builder[0]));
		return builder[0];
	}

	private void warnIfSkipped(ClientHttpRequestFactoryBuilderCustomizer<?> customizer) {
		Class<?> expected = ResolvableType.forInstance(customizer)
			.as(ClientHttpRequestFactoryBuilderCustomizer.class)
			.getGeneric(0)
			.resolve();
		if (expected != null && !expected.isInstance(this)) {
			logger.warn("%s customizes a %s and is not applied: RestClient and RestTemplate run on the pool"
				.formatted(customizer, expected.getSimpleName()));
		}
	}

}
