package io.github.httppool.boot;

import io.github.httppool.client.HttpPoolClients;

import org.springframework.context.ApplicationContext;

/**
 * Both of Spring's clients, on the pool of a name.
 */
enum PoolClient {

	REST_CLIENT {

		@Override
		String get(ApplicationContext context, String pool, String url) {
			return context.getBean(HttpPoolClients.class).restClient(pool).get().uri(url).retrieve().body(String.class);
		}

	},

	WEB_CLIENT {

		@Override
		String get(ApplicationContext context, String pool, String url) {
			return context.getBean(HttpPoolClients.class)
				.webClient(pool)
				.get()
				.uri(url)
				.retrieve()
				.bodyToMono(String.class)
				.block();
		}

	};

	/**
	 * Calls and waits for the response. The client is the same one each time.
	 * @return its body
	 */
	abstract String get(ApplicationContext context, String pool, String url);

}
