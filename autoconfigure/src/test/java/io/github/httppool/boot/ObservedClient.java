package io.github.httppool.boot;

import java.net.URI;
import java.time.Duration;

import io.micrometer.observation.ObservationRegistry;

import org.springframework.web.client.RestTemplate;

/**
 * The clients of an application, observed by a registry that a test has.
 */
enum ObservedClient {

	REST_CLIENT {

		@Override
		String get(SingleConnection connection, ObservationRegistry registry, URI uri) {
			return connection.restClient()
				.mutate()
				.observationRegistry(registry)
				.build()
				.get()
				.uri(uri)
				.retrieve()
				.body(String.class);
		}

	},

	REST_TEMPLATE {

		@Override
		String get(SingleConnection connection, ObservationRegistry registry, URI uri) {
			RestTemplate template = connection.restTemplate();
			template.setObservationRegistry(registry);
			return template.getForObject(uri, String.class);
		}

	},

	WEB_CLIENT {

		@Override
		String get(SingleConnection connection, ObservationRegistry registry, URI uri) {
			return connection.webClient()
				.mutate()
				.observationRegistry(registry)
				.build()
				.get()
				.uri(uri)
				.retrieve()
				.bodyToMono(String.class)
				.block(PATIENCE);
		}

	};

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	abstract String get(SingleConnection connection, ObservationRegistry registry, URI uri);

}
