package io.github.httppool.standalone;

import java.util.concurrent.CompletableFuture;

import io.github.httppool.netty.ReactorHttpPool;
import io.github.httppool.restclient.HttpPoolClientHttpRequestFactory;
import io.github.httppool.webclient.HttpPoolClientHttpConnector;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The clients whose calls run on a pool.
 */
enum ClientsOfBothKinds {

	REST_CLIENT {

		@Override
		CompletableFuture<String> get(ReactorHttpPool pool, HttpClient client, String url) {
			RestClient restClient = RestClient.builder()
				.requestFactory(new HttpPoolClientHttpRequestFactory(client, Schedulers.boundedElastic()::schedule,
						pool.calls(), pool.retries()))
				.build();
			return CompletableFuture.supplyAsync(() -> restClient.get().uri(url).retrieve().body(String.class),
					Schedulers.boundedElastic()::schedule);
		}

	},

	WEB_CLIENT {

		@Override
		CompletableFuture<String> get(ReactorHttpPool pool, HttpClient client, String url) {
			return WebClient.builder()
				.clientConnector(new HttpPoolClientHttpConnector(new ReactorClientHttpConnector(client), pool.calls(),
						pool.retries()))
				.build()
				.get()
				.uri(url)
				.retrieve()
				.bodyToMono(String.class)
				.toFuture();
		}

	};

	/**
	 * Makes a call.
	 * @param pool the pool
	 * @param client that of the pool, or one derived from it
	 * @param url what to get
	 * @return the body of the response
	 */
	abstract CompletableFuture<String> get(ReactorHttpPool pool, HttpClient client, String url);

}
