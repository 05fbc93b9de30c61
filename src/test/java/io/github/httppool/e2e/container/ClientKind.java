package io.github.httppool.e2e.container;

import io.github.httppool.e2e.container.NginxContainer.Answer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The two clients that the starter brings, called in the same way.
 */
enum ClientKind {

	REST_CLIENT {

		@Override
		Mono<Answer> get(PooledApplication application, String url, Scheduler callers) {
			RestClient client = application.bean(RestClient.class);
			return Mono.fromCallable(() -> client.get().uri(url).retrieve().body(String.class))
				.subscribeOn(callers)
				.map(Answer::of);
		}

	},

	WEB_CLIENT {

		@Override
		Mono<Answer> get(PooledApplication application, String url, Scheduler callers) {
			WebClient client = application.bean(WebClient.class);
			return client.get().uri(url).retrieve().bodyToMono(String.class).map(Answer::of);
		}

	};

	/**
	 * Calls when subscribed to.
	 * @param application the application whose shared client is used
	 * @param url what to get
	 * @param callers where a client that blocks its caller does so
	 */
	abstract Mono<Answer> get(PooledApplication application, String url, Scheduler callers);

}
