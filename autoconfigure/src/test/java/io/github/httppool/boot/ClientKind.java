package io.github.httppool.boot;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.reactivestreams.Publisher;

import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The clients that Spring has, as an application gets them.
 */
enum ClientKind {

	REST_CLIENT {

		@Override
		CompletableFuture<ResponseEntity<String>> send(PooledApplication application, RequestEntity<?> request) {
			RestClient client = application.bean("httpPoolRestClient", RestClient.class);
			return onThreadOfItsOwn(() -> {
				RestClient.RequestBodySpec call = client.method(method(request))
					.uri(request.getUrl())
					.headers((headers) -> headers.putAll(request.getHeaders()));
				if (request.getBody() instanceof StreamingHttpOutputMessage.Body body) {
					call.body(body::writeTo);
				}
				else if (request.getBody() != null) {
					call.body(request.getBody());
				}
				return call.retrieve().toEntity(String.class);
			});
		}

	},

	REST_TEMPLATE {

		@Override
		CompletableFuture<ResponseEntity<String>> send(PooledApplication application, RequestEntity<?> request) {
			RestTemplateBuilder builder = application.bean(RestTemplateBuilder.class);
			return onThreadOfItsOwn(() -> builder.build().exchange(request, String.class));
		}

	},

	WEB_CLIENT {

		@Override
		CompletableFuture<ResponseEntity<String>> send(PooledApplication application, RequestEntity<?> request) {
			WebClient.RequestBodySpec call = application.bean("httpPoolWebClient", WebClient.class)
				.method(method(request))
				.uri(request.getUrl())
				.headers((headers) -> headers.putAll(request.getHeaders()));
			if (request.getBody() instanceof Publisher<?>) {
				@SuppressWarnings("unchecked")
				Publisher<DataBuffer> body = (Publisher<DataBuffer>) request.getBody();
				call.body(BodyInserters.fromDataBuffers(body));
			}
			else if (request.getBody() != null) {
				call.bodyValue(request.getBody());
			}
			return call.retrieve().toEntity(String.class).toFuture();
		}

	};

	/**
	 * Sends a request.
	 * @return completes with the response
	 */
	abstract CompletableFuture<ResponseEntity<String>> send(PooledApplication application, RequestEntity<?> request);

	private static org.springframework.http.HttpMethod method(RequestEntity<?> request) {
		return java.util.Objects.requireNonNull(request.getMethod());
	}

	static <T> CompletableFuture<T> onThreadOfItsOwn(Supplier<T> call) {
		return CompletableFuture.supplyAsync(call, (task) -> {
			Thread thread = new Thread(task, "test-caller");
			thread.setDaemon(true);
			thread.start();
		});
	}

}
