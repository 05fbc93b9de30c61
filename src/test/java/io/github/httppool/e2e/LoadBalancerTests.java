package io.github.httppool.e2e;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import io.github.httppool.HttpPools;
import io.github.httppool.boot.UnpooledReport;
import io.github.httppool.client.HttpPoolClients;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that Spring Cloud gives the address of a service by its name. Runs with Spring
 * Cloud on the class path, where the other tests do not have it.
 */
@Tag("spring-cloud")
class LoadBalancerTests {

	private static final String SERVICE = "http://orders/ok";

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private NettyServer server;

	private TestApplication application;

	@BeforeEach
	void start() {
		this.server = this.endToEnd.nettyServer();
		this.application = this.endToEnd.application(WebApplicationType.NONE, WithLoadBalancedBuilders.class,
				"httppool.clients.payment.pool.max-connections=5",
				"spring.cloud.discovery.client.simple.instances.orders[0].uri=" + this.server.url(""),
				// It would rather have another cache.
				"logging.level.org.springframework.cloud=error");
	}

	@Test
	void whenARestClientBuilderIsLoadBalancedThenItCallsOnTheSharedPool() {
		RestClient client = builder("balancedRestClientBuilder", RestClient.Builder.class).build();
		assertThat(CallsUnderWay.get(client, SERVICE)).isEqualTo("ok");
		assertAcquired(Map.of("default", 1L, "payment", 0L));
	}

	@Test
	void whenAWebClientBuilderIsLoadBalancedThenItCallsOnTheSharedPool() {
		WebClient client = builder("balancedWebClientBuilder", WebClient.Builder.class).build();
		assertThat(CallsUnderWay.get(client, SERVICE).block()).isEqualTo("ok");
		assertAcquired(Map.of("default", 1L, "payment", 0L));
	}

	@Test
	void whenARestClientBuilderOfANamedPoolIsLoadBalancedThenItCallsOnThatPool() {
		RestClient client = builder("paymentRestClientBuilder", RestClient.Builder.class).build();
		assertThat(CallsUnderWay.get(client, SERVICE)).isEqualTo("ok");
		assertAcquired(Map.of("default", 0L, "payment", 1L));
	}

	@Test
	void whenAWebClientBuilderOfANamedPoolIsLoadBalancedThenItCallsOnThatPool() {
		WebClient client = builder("paymentWebClientBuilder", WebClient.Builder.class).build();
		assertThat(CallsUnderWay.get(client, SERVICE).block()).isEqualTo("ok");
		assertAcquired(Map.of("default", 0L, "payment", 1L));
	}

	@Test
	void whenBuildersAreLoadBalancedThenNoneIsTakenForOneOutsideThePool() {
		builder("balancedRestClientBuilder", RestClient.Builder.class);
		builder("balancedWebClientBuilder", WebClient.Builder.class);
		assertThat(this.application.bean(UnpooledReport.class).get()).isEmpty();
	}

	@Test
	void whenOtherBuildersAreLoadBalancedThenTheSharedClientCallsAnAddress() {
		assertThat(CallsUnderWay.get(this.application.restClient(), this.server.url("/ok"))).isEqualTo("ok");
		assertAcquired(Map.of("default", 1L, "payment", 0L));
	}

	private <B> B builder(String name, Class<B> type) {
		return this.application.context().getBean(name, type);
	}

	private void assertAcquired(Map<String, Long> expected) {
		assertThat(StreamSupport.stream(this.application.bean(HttpPools.class).spliterator(), false)
			.collect(Collectors.toMap((pool) -> pool.name(), (pool) -> pool.snapshot().acquired())))
			.isEqualTo(expected);
		assertThat(this.server.requests()).isOne();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WithLoadBalancedBuilders {

		@Bean
		@Primary
		RestClient.Builder plainRestClientBuilder(RestClientBuilderConfigurer configurer) {
			return configurer.configure(RestClient.builder());
		}

		@Bean
		@LoadBalanced
		RestClient.Builder balancedRestClientBuilder(RestClientBuilderConfigurer configurer) {
			return configurer.configure(RestClient.builder());
		}

		@Bean
		@LoadBalanced
		RestClient.Builder paymentRestClientBuilder(HttpPoolClients clients) {
			return clients.restClientBuilder("payment");
		}

		@Bean
		@Primary
		@LoadBalanced
		WebClient.Builder balancedWebClientBuilder(ObjectProvider<WebClientCustomizer> customizers) {
			WebClient.Builder builder = WebClient.builder();
			customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
			return builder;
		}

		@Bean
		@LoadBalanced
		WebClient.Builder paymentWebClientBuilder(HttpPoolClients clients) {
			return clients.webClientBuilder("payment");
		}

	}

}
