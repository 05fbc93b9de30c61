package io.github.httppool.benchmarks.defaults;

import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * An application that passes each request on to an upstream: on Tomcat with
 * {@code RestClient}, on Reactor Netty with {@code WebClient}.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
class PassingApplication {

	@RestController
	@ConditionalOnWebApplication(type = Type.SERVLET)
	static class BlockingController {

		private final RestClient client;

		BlockingController(RestClient.Builder builder, @Value("${upstream}") String upstream) {
			this.client = builder.baseUrl(upstream).build();
		}

		@GetMapping("/passed/{millis}")
		String pass(@PathVariable("millis") int millis) {
			return String.valueOf(this.client.get().uri("/after/{millis}", millis).retrieve().body(String.class));
		}

	}

	@RestController
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	static class ReactiveController {

		private final WebClient client;

		ReactiveController(WebClient.Builder builder, @Value("${upstream}") String upstream) {
			this.client = builder.baseUrl(upstream).build();
		}

		@GetMapping("/passed/{millis}")
		Mono<String> pass(@PathVariable("millis") int millis) {
			return this.client.get().uri("/after/{millis}", millis).retrieve().bodyToMono(String.class);
		}

	}

}
