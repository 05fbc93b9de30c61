package io.github.httppool.boot;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.RawServer;
import io.github.httppool.autoconfigure.PoolAutoConfigurations;
import io.github.httppool.client.HttpPoolClients;
import io.github.httppool.client.HttpPoolCustomizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.http.client.FilteredHostException;
import org.springframework.boot.http.client.InetAddressFilter;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * What the application customizes has effect, and takes nothing away.
 */
class CustomizedClientsTests {

	@RegisterExtension
	final RawServer server = new RawServer().answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(PoolAutoConfigurations.all());

	@Test
	void whenThereAreCustomizersThenEachClientIsCustomizedInTheirOrder() {
		this.runner.withUserConfiguration(Customizers.class)
			.withPropertyValues("httppool.clients.payment.pool.max-connections=1")
			.run((context) -> {
				HttpPoolClients clients = context.getBean(HttpPoolClients.class);
				assertThat(context.getBean("httpPoolRestClient", RestClient.class)).satisfies(this::call);
				assertThat(context.getBean("httpPoolWebClient", WebClient.class)).satisfies(this::call);
				assertThat(clients.restClient("payment")).satisfies(this::call);
				assertThat(clients.webClient("payment")).satisfies(this::call);
				assertThat(context.getBean(Customizers.class).requests).containsExactly("first default",
						"second default", "first default", "second default", "first payment", "second payment",
						"first payment", "second payment");
			});
	}

	@Test
	void whenACustomizerMakesAClientThatIsOnNoPoolThenTheErrorNamesIt() {
		this.runner.withUserConfiguration(Foreign.class)
			.run((context) -> assertThatException().isThrownBy(() -> context.getBean("httpPoolRestClient"))
				.havingRootCause()
				.isInstanceOf(IllegalStateException.class)
				.withMessageContainingAll(Foreign.class.getName(), "'default'", "derived from the one given"));
	}

	@Test
	void whenACustomizerPutsStepsAroundConnectingThenClientsAreOnThePoolAllTheSame() {
		this.runner.withUserConfiguration(Deferring.class).run((context) -> {
			assertThat(context.getBean("httpPoolRestClient", RestClient.class)).satisfies(this::call);
			assertThat(context.getBean("httpPoolWebClient", WebClient.class)).satisfies(this::call);
			HttpPool pool = context.getBean(HttpPools.class).get("default");
			assertThat(pool.snapshot().acquired()).isEqualTo(2);
			await().untilAsserted(() -> assertThat(pool.snapshot().released()).isEqualTo(2));
		});
	}

	@Test
	void whenTheApplicationHasClientsOfItsOwnThenTheAddressFilterHolds() {
		this.runner.withUserConfiguration(NoAddressAllowed.class, OwnClients.class)
			.run((context) -> assertThatRefused(context.getBean("httpPoolWebClient", WebClient.class)));
	}

	@Test
	void whenTheApplicationHasAnAddressSelectorThenTheAddressFilterHolds() {
		this.runner.withUserConfiguration(NoAddressAllowed.class, OwnSelector.class)
			.run((context) -> assertThatRefused(context.getBean("httpPoolWebClient", WebClient.class)));
	}

	@Test
	void whenNothingIsCustomizedThenTheAddressFilterHolds() {
		this.runner.withUserConfiguration(NoAddressAllowed.class)
			.run((context) -> assertThatRefused(context.getBean("httpPoolWebClient", WebClient.class)));
	}

	private void assertThatRefused(WebClient client) {
		assertThatException().isThrownBy(() -> call(client))
			.havingRootCause()
			.isInstanceOf(FilteredHostException.class);
		assertThat(this.server.connections()).isZero();
	}

	private void call(RestClient client) {
		assertThat(client.get().uri(this.server.uri("/")).retrieve().body(String.class)).isEqualTo("ok");
	}

	private void call(WebClient client) {
		assertThat(client.get().uri(this.server.uri("/")).retrieve().bodyToMono(String.class).block()).isEqualTo("ok");
	}

	@Configuration(proxyBeanMethods = false)
	static class Deferring {

		@Bean
		HttpPoolCustomizer deferring() {
			return (pool, client) -> client.mapConnect((connect) -> Mono.defer(() -> connect));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		final Queue<String> requests = new ConcurrentLinkedQueue<>();

		@Bean
		@Order(2)
		HttpPoolCustomizer second() {
			return (pool, client) -> client.doOnRequest((request, connection) -> this.requests.add("second " + pool));
		}

		@Bean
		@Order(1)
		HttpPoolCustomizer first() {
			return (pool, client) -> client.doOnRequest((request, connection) -> this.requests.add("first " + pool));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Foreign {

		@Bean
		HttpPoolCustomizer foreign() {
			return (pool, client) -> HttpClient.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoAddressAllowed {

		@Bean
		InetAddressFilter noAddress() {
			return (address) -> false;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClients {

		@Bean
		@Order(2)
		ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> ownClients() {
			return (builder) -> builder.withHttpClientFactory(HttpClient::create);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnSelector {

		@Bean
		@Order(2)
		ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> ownSelector() {
			return (builder) -> builder.withResolvedAddressSelector((config, addresses) -> List.copyOf(addresses));
		}

	}

}
