package io.github.httppool.boot;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;
import org.springframework.http.RequestEntity;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/**
 * The clients that Spring has, and HTTP interfaces on them.
 */
enum EveryClient {

	REST_CLIENT {

		@Override
		CompletableFuture<?> send(PooledApplication application, RequestEntity<?> request) {
			return ClientKind.REST_CLIENT.send(application, request);
		}

	},

	REST_TEMPLATE {

		@Override
		CompletableFuture<?> send(PooledApplication application, RequestEntity<?> request) {
			return ClientKind.REST_TEMPLATE.send(application, request);
		}

	},

	WEB_CLIENT {

		@Override
		CompletableFuture<?> send(PooledApplication application, RequestEntity<?> request) {
			return ClientKind.WEB_CLIENT.send(application, request);
		}

	},

	BLOCKING_INTERFACE {

		@Override
		CompletableFuture<?> send(PooledApplication application, RequestEntity<?> request) {
			return sendBy(RestClientAdapter.create(application.bean("httpPoolRestClient", RestClient.class)), request);
		}

	},

	REACTIVE_INTERFACE {

		@Override
		CompletableFuture<?> send(PooledApplication application, RequestEntity<?> request) {
			return sendBy(WebClientAdapter.create(application.bean("httpPoolWebClient", WebClient.class)), request);
		}

	};

	/**
	 * Sends a request: a {@code GET} without a body, or a {@code POST} with bytes or a
	 * resource.
	 * @return completes with what the call ends with
	 */
	abstract CompletableFuture<?> send(PooledApplication application, RequestEntity<?> request);

	private static CompletableFuture<?> sendBy(HttpExchangeAdapter adapter, RequestEntity<?> request) {
		Service service = HttpServiceProxyFactory.builderFor(adapter).build().createClient(Service.class);
		URI uri = request.getUrl();
		return ClientKind.onThreadOfItsOwn(() -> {
			if (request.getBody() instanceof Resource resource) {
				return service.post(uri, resource);
			}
			return (request.getBody() instanceof byte[] bytes) ? service.post(uri, bytes) : service.get(uri);
		});
	}

	interface Service {

		@GetExchange
		@Nullable String get(URI uri);

		@PostExchange
		@Nullable String post(URI uri, @RequestBody Resource body);

		@PostExchange
		@Nullable String post(URI uri, @RequestBody byte[] body);

	}

}
