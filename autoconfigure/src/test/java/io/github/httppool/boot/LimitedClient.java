package io.github.httppool.boot;

import java.net.URI;
import java.time.Duration;

import io.github.httppool.client.CallOptions;
import io.github.httppool.client.CallTimeout;
import io.github.httppool.client.ServiceMethods;

import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/**
 * The ways to limit one call.
 */
enum LimitedClient {

	REST_CLIENT("CallOptions.timeout") {

		@Override
		String get(PooledApplication application, URI uri, Duration limit) {
			return application.bean("httpPoolRestClient", RestClient.class)
				.get()
				.uri(uri)
				.attributes(CallOptions.timeout(limit))
				.retrieve()
				.body(String.class);
		}

	},

	WEB_CLIENT("CallOptions.timeout") {

		@Override
		String get(PooledApplication application, URI uri, Duration limit) {
			return application.bean("httpPoolWebClient", WebClient.class)
				.get()
				.uri(uri)
				.attributes(CallOptions.timeout(limit))
				.retrieve()
				.bodyToMono(String.class)
				.block();
		}

	},

	REST_TEMPLATE("CallOptions.timeout") {

		@Override
		String get(PooledApplication application, URI uri, Duration limit) {
			RestTemplate template = application.bean(RestTemplateBuilder.class).build();
			template.getInterceptors().add((request, body, execution) -> {
				CallOptions.timeout(limit).accept(request.getAttributes());
				return execution.execute(request, body);
			});
			return template.getForObject(uri, String.class);
		}

	},

	HTTP_INTERFACE_ON_REST_CLIENT("@CallTimeout on Limited.get") {

		@Override
		String get(PooledApplication application, URI uri, Duration limit) {
			return call(RestClientAdapter.create(application.bean("httpPoolRestClient", RestClient.class)), uri, limit);
		}

	},

	HTTP_INTERFACE_ON_WEB_CLIENT("@CallTimeout on Limited.get") {

		@Override
		String get(PooledApplication application, URI uri, Duration limit) {
			return call(WebClientAdapter.create(application.bean("httpPoolWebClient", WebClient.class)), uri, limit);
		}

	};

	private final String source;

	LimitedClient(String source) {
		this.source = source;
	}

	/**
	 * What a message names as the origin of the limit.
	 */
	String source() {
		return this.source;
	}

	/**
	 * Sends a request and waits for the body.
	 */
	abstract String get(PooledApplication application, URI uri, Duration limit);

	private static String call(HttpExchangeAdapter adapter, URI uri, Duration limit) {
		return HttpServiceProxyFactory.builderFor(adapter)
			.httpRequestValuesProcessor(new ServiceMethods((placeholder) -> limit.toString()))
			.build()
			.createClient(Limited.class)
			.get(uri);
	}

	interface Limited {

		@GetExchange
		@CallTimeout(total = "${limit}")
		String get(URI uri);

	}

}
