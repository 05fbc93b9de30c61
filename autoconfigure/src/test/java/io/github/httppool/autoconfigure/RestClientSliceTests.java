package io.github.httppool.autoconfigure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.function.Supplier;

import io.github.httppool.HttpPools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.test.autoconfigure.RestClientTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestConstructor;
import org.springframework.test.context.TestConstructor.AutowireMode;
import org.springframework.test.web.client.MockRestServiceServer;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.requestTo;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withSuccess;

/**
 * {@code @RestClientTest} in an application with pools: its mock server answers, whatever
 * client a component asks for, and the pool opens no connection.
 */
class RestClientSliceTests {

	@Nested
	@Slice
	@RestClientTest
	@Import(WithBuilder.class)
	class Builder extends Mocked {

		Builder(WithBuilder service, MockRestServiceServer server, HttpPools pools) {
			super(service, server, pools);
		}

		@Test
		void whenAComponentTakesTheBuilderThenTheMockServerAnswers() {
			assertMocked();
		}

	}

	@Nested
	@Slice
	@RestClientTest
	@Import(WithTemplateBuilder.class)
	class TemplateBuilder extends Mocked {

		TemplateBuilder(WithTemplateBuilder service, MockRestServiceServer server, HttpPools pools) {
			super(service, server, pools);
		}

		@Test
		void whenAComponentTakesTheTemplateBuilderThenTheMockServerAnswers() {
			assertMocked();
		}

	}

	@Nested
	@Slice
	@RestClientTest
	@Import(WithSharedClient.class)
	class SharedClient extends Mocked {

		SharedClient(WithSharedClient service, MockRestServiceServer server, HttpPools pools) {
			super(service, server, pools);
		}

		@Test
		void whenAComponentTakesTheSharedClientThenTheMockServerAnswers() {
			assertMocked();
		}

	}

	@Nested
	@Slice
	@Import(WithNamedClient.class)
	@RestClientTest(properties = "httppool.clients.payment.base-url=http://payment.invalid")
	class NamedClient extends Mocked {

		NamedClient(WithNamedClient service, MockRestServiceServer server, HttpPools pools) {
			super(service, server, pools);
		}

		@Test
		void whenAComponentTakesANamedClientThenTheMockServerAnswers() {
			assertMocked();
		}

	}

	@Nested
	@Slice
	@Import(WithNamedClient.class)
	@RestClientTest(properties = { "httppool.clients.payment.base-url=http://payment.invalid",
			"httppool.clients.payment.ssl.bundle=payment",
			"spring.ssl.bundle.pem.payment.truststore.certificate=" + "classpath:io/github/httppool/netty/server.crt" })
	class NamedClientWithSslBundle extends Mocked {

		NamedClientWithSslBundle(WithNamedClient service, MockRestServiceServer server, HttpPools pools) {
			super(service, server, pools);
		}

		@Test
		void whenANamedClientHasAnSslBundleThenTheMockServerAnswersAllTheSame() {
			assertMocked();
		}

	}

	@Nested
	@Slice
	@Import(WithNamedClient.class)
	@RestClientTest(properties = { "httppool.clients.payment.base-url=http://payment.invalid",
			"httppool.clients.payment.load-balanced=true", "httppool.clients.payment.circuit-breaker.enabled=true",
			"httppool.clients.payment.rate-limiter.enabled=true" })
	class LoadBalancedAndGuardedClient extends Mocked {

		LoadBalancedAndGuardedClient(WithNamedClient service, MockRestServiceServer server, HttpPools pools) {
			super(service, server, pools);
		}

		@Test
		void whenANamedClientIsLoadBalancedAndGuardedThenTheMockServerAnswersAllTheSame() {
			assertMocked();
		}

	}

	@ExtendWith(NoThreadLeft.class)
	@DirtiesContext
	@ContextConfiguration(classes = Application.class)
	@TestConstructor(autowireMode = AutowireMode.ALL)
	@Retention(RetentionPolicy.RUNTIME)
	@interface Slice {

	}

	/**
	 * What is true of every client.
	 */
	abstract static class Mocked {

		private final Supplier<String> service;

		private final MockRestServiceServer server;

		private final HttpPools pools;

		Mocked(Supplier<String> service, MockRestServiceServer server, HttpPools pools) {
			this.service = service;
			this.server = server;
			this.pools = pools;
		}

		final void assertMocked() {
			this.server.expect(requestTo("http://payment.invalid/orders")).andRespond(withSuccess("mocked", null));
			assertThat(this.service.get()).isEqualTo("mocked");
			this.server.verify();
		}

		@AfterEach
		void thePoolHasNotBeenAsked() {
			assertThat(this.pools).isNotEmpty()
				.allSatisfy((pool) -> assertThat(pool.snapshot()).satisfies((figures) -> {
					assertThat(figures.created()).isZero();
					assertThat(figures.acquired() + figures.timeouts() + figures.rejected()).isZero();
				}));
		}

	}

	static class WithBuilder implements Supplier<String> {

		private final RestClient client;

		WithBuilder(RestClient.Builder builder) {
			this.client = builder.baseUrl("http://payment.invalid").build();
		}

		@Override
		public String get() {
			return this.client.get().uri("/orders").retrieve().body(String.class);
		}

	}

	static class WithTemplateBuilder implements Supplier<String> {

		private final RestTemplate template;

		WithTemplateBuilder(RestTemplateBuilder builder) {
			this.template = builder.build();
		}

		@Override
		public String get() {
			return this.template.getForObject("http://payment.invalid/orders", String.class);
		}

	}

	static class WithSharedClient implements Supplier<String> {

		private final RestClient client;

		WithSharedClient(RestClient client) {
			this.client = client;
		}

		@Override
		public String get() {
			return this.client.get().uri("http://payment.invalid/orders").retrieve().body(String.class);
		}

	}

	static class WithNamedClient implements Supplier<String> {

		private final RestClient client;

		@Autowired
		WithNamedClient(@Qualifier("payment") RestClient client) {
			this.client = client;
		}

		@Override
		public String get() {
			return this.client.get().uri("/orders").retrieve().body(String.class);
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
