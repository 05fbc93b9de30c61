package io.github.httppool.autoconfigure;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.RawServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webclient.test.autoconfigure.WebClientTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code @WebClientTest} in an application with pools: the clients are there, and run on
 * them.
 */
@ExtendWith(NoThreadLeft.class)
@DirtiesContext
@WebClientTest(properties = "httppool.clients.payment.base-url=http://payment.invalid")
@ContextConfiguration(classes = WebClientSliceTests.Application.class)
class WebClientSliceTests {

	@RegisterExtension
	final RawServer server = new RawServer().answering(RawServer.ok("ok"));

	@Autowired
	private HttpPools pools;

	private long acquiredBefore;

	@BeforeEach
	void remember() {
		this.acquiredBefore = acquired("default") + acquired("payment");
	}

	@Test
	void whenTheBuilderIsInjectedThenItCallsOnTheSharedPool(@Autowired WebClient.Builder builder) {
		assertCallsOn("default", builder.build());
	}

	@Test
	void whenAClientIsInjectedThenItCallsOnTheSharedPool(@Autowired WebClient client) {
		assertCallsOn("default", client);
	}

	@Test
	void whenANamedClientIsInjectedThenItCallsOnItsPool(@Autowired @Qualifier("payment") WebClient client) {
		assertCallsOn("payment", client);
	}

	@Nested
	@TestPropertySource(properties = { "httppool.clients.payment.ssl.bundle=payment",
			"spring.ssl.bundle.pem.payment.truststore.certificate=classpath:io/github/httppool/netty/server.crt" })
	class WithSslBundle {

		@Test
		void whenANamedClientHasAnSslBundleThenItCallsOnItsPool(@Autowired HttpPools pools,
				@Autowired @Qualifier("payment") WebClient client) {
			call(client);
			assertThat(pools.get("payment").snapshot().acquired()).isOne();
		}

	}

	@Nested
	@TestPropertySource(properties = { "httppool.clients.payment.load-balanced=true",
			"httppool.clients.payment.circuit-breaker.enabled=true",
			"httppool.clients.payment.rate-limiter.enabled=true" })
	class LoadBalancedAndGuarded {

		@Test
		void whenANamedClientIsLoadBalancedAndGuardedThenItCallsWhatItIsToldTo(@Autowired HttpPools pools,
				@Autowired @Qualifier("payment") WebClient client) {
			call(client);
			assertThat(pools.get("payment").snapshot().acquired()).isOne();
		}

	}

	private void assertCallsOn(String pool, WebClient client) {
		long before = acquired(pool);
		call(client);
		assertThat(acquired(pool)).isEqualTo(before + 1);
	}

	private void call(WebClient client) {
		assertThat(client.get().uri(this.server.uri("/ok")).retrieve().bodyToMono(String.class).block())
			.isEqualTo("ok");
	}

	@AfterEach
	void thereWasNoOtherCallAndNoLeaseIsLeft() {
		assertThat(acquired("default") + acquired("payment")).isEqualTo(this.acquiredBefore + 1);
		Awaitility.await("no lease left")
			.untilAsserted(() -> assertThat(this.pools).map(HttpPool::snapshot)
				.allSatisfy((figures) -> assertThat(figures.released()).isEqualTo(figures.acquired())));
	}

	private long acquired(String pool) {
		return this.pools.get(pool).snapshot().acquired();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
