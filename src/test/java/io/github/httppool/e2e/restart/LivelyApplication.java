package io.github.httppool.e2e.restart;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.httppool.HttpPoolListener;
import io.github.httppool.client.HttpPoolCustomizer;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A user's application whose classes change between restarts: it has a listener and a
 * customizer of its own, which the pools hold on to.
 */
public final class LivelyApplication implements Supplier<ConfigurableApplicationContext> {

	/**
	 * Starts it.
	 */
	@Override
	public ConfigurableApplicationContext get() {
		return new SpringApplicationBuilder(OwnClasses.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.registerShutdownHook(false)
			.run("--spring.config.name=none", "--logging.level.root=warn",
					"--httppool.clients.payment.pool.max-connections=5");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OwnClasses {

		@Bean
		OwnCalls ownCalls(RestClient restClient, WebClient webClient, @Qualifier("payment") RestClient payment) {
			return new OwnCalls(restClient, webClient, payment);
		}

		@Bean
		HttpPoolListener ownListener() {
			return new OwnListener();
		}

		@Bean
		HttpPoolCustomizer ownCustomizer() {
			return (pool, client) -> client.headers((headers) -> headers.set("X-Pool", pool));
		}

	}

	static final class OwnListener implements HttpPoolListener {

	}

	/**
	 * Calls an address with each client.
	 */
	static final class OwnCalls implements Function<String, List<String>> {

		private final RestClient restClient;

		private final WebClient webClient;

		private final RestClient payment;

		OwnCalls(RestClient restClient, WebClient webClient, RestClient payment) {
			this.restClient = restClient;
			this.webClient = webClient;
			this.payment = payment;
		}

		@Override
		public List<String> apply(String url) {
			return List.of(this.restClient.get().uri(url).retrieve().body(String.class),
					this.webClient.get().uri(url).retrieve().bodyToMono(String.class).block(),
					this.payment.get().uri(url).retrieve().body(String.class));
		}

	}

}
