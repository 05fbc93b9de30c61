package io.github.httppool.boot;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Lets {@link Transport} read the fields of Spring's types, and of what is wrapped around
 * them here, in a native image.
 */
public final class TransportHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		Stream
			.of("org.springframework.web.client.DefaultRestClientBuilder",
					"org.springframework.web.reactive.function.client.DefaultWebClientBuilder",
					"org.springframework.web.reactive.function.client.ExchangeFunctions$DefaultExchangeFunction",
					"org.springframework.boot.restclient.RestTemplateBuilder",
					"org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper",
					"org.springframework.http.client.ReactorClientHttpRequestFactory",
					"org.springframework.http.client.reactive.ReactorClientHttpConnector")
			.forEach((type) -> hints.reflection()
				.registerTypeIfPresent(classLoader, type, MemberCategory.ACCESS_DECLARED_FIELDS));
		hints.reflection().registerType(GuardedConnector.class, MemberCategory.ACCESS_DECLARED_FIELDS);
	}

}
