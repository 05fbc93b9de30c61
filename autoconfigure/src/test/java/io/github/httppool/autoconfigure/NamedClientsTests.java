package io.github.httppool.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.httppool.HttpPools;
import io.github.httppool.autoconfigure.properties.HttpPoolProperties;
import io.github.httppool.autoconfigure.properties.InvalidPropertiesException;
import io.github.httppool.client.HttpPoolClients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * How clients with a pool of their own are defined and injected.
 */
class NamedClientsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(PoolAutoConfigurations.all())
		.withPropertyValues("httppool.clients.payment.base-url=http://payment.example",
				"httppool.clients.inventory.pool.max-connections=7");

	@Test
	void whenClientsAreConfiguredThenEachHasAPool() {
		this.runner.run((context) -> {
			HttpPools pools = context.getBean(HttpPools.class);
			assertThat(pools.names()).containsExactlyInAnyOrder("default", "payment", "inventory");
			assertThat(pools.get("inventory").settings().pool().maxConnections()).isEqualTo(7);
		});
	}

	@Test
	void whenAskedByQualifierThenTheNamedClientIsInjected() {
		this.runner.withUserConfiguration(Qualified.class).run((context) -> {
			Qualified injected = context.getBean(Qualified.class);
			assertThat(injected.payment).isSameAs(context.getBean("paymentRestClient"));
			assertThat(injected.inventory).isSameAs(context.getBean("inventoryWebClient"));
		});
	}

	@Test
	void whenAskedWithoutNameThenTheSharedClientIsInjected() {
		this.runner.withUserConfiguration(Unqualified.class).run((context) -> {
			Unqualified injected = context.getBean(Unqualified.class);
			assertThat(injected.restClient).isSameAs(context.getBean("httpPoolRestClient"));
			assertThat(injected.webClient).isSameAs(context.getBean("httpPoolWebClient"));
		});
	}

	@Test
	void whenNotNeededThenANamedClientIsNotCreated() {
		this.runner.run((context) -> {
			ConfigurableListableBeanFactory beans = context.getSourceApplicationContext().getBeanFactory();
			assertThat(beans.getBeanDefinition("paymentRestClient").isLazyInit()).isTrue();
			assertThat(beans.containsSingleton("paymentRestClient")).isFalse();
			assertThat(beans.containsSingleton("paymentWebClient")).isFalse();
		});
	}

	@Test
	void whenAskedThroughHttpPoolClientsThenItIsTheSameClient() {
		this.runner.run((context) -> {
			HttpPoolClients clients = context.getBean(HttpPoolClients.class);
			assertThat(clients.restClient("payment")).isSameAs(context.getBean("paymentRestClient"));
			assertThat(clients.webClient("payment")).isSameAs(context.getBean("paymentWebClient"));
		});
	}

	@Test
	void whenNoSuchClientIsConfiguredThenTheErrorNamesThoseThereAre() {
		this.runner.run((context) -> {
			HttpPoolClients clients = context.getBean(HttpPoolClients.class);
			assertThatIllegalArgumentException().isThrownBy(() -> clients.restClient("paymnt"))
				.withMessageContainingAll("There is no pool 'paymnt'", "payment", "inventory", "default",
						"httppool.clients.paymnt");
			assertThatIllegalArgumentException().isThrownBy(() -> clients.webClientBuilder("paymnt"));
		});
	}

	@Test
	void whenTheApplicationDefinesTheBeanThenThatIsUsed() {
		this.runner.withUserConfiguration(OwnPaymentClient.class)
			.run((context) -> assertThat(context.getBean("paymentRestClient"))
				.isSameAs(context.getBean(OwnPaymentClient.class).client));
	}

	@Test
	void whenAVariableOverridesAClientThenThereIsNoOtherOneOfItsSpelling() {
		this.runner.withPropertyValues("httppool.clients.orderService.pool.max-connections=3")
			.withInitializer((context) -> {
				Map<String, Object> variables = Map.of("HTTPPOOL_CLIENTS_ORDERSERVICE_POOL_MAXCONNECTIONS", "4");
				context.getEnvironment()
					.getPropertySources()
					.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
			})
			.run((context) -> {
				assertThat(context).hasBean("orderServiceRestClient").doesNotHaveBean("orderserviceRestClient");
				HttpPools pools = context.getBean(HttpPools.class);
				assertThat(pools.get("orderService").settings().pool().maxConnections()).isEqualTo(4);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "PAYMENT", "Payment", "pay-ment", "pay_ment" })
	void whenAnOverrideSpellsTheNameOtherwiseThenTheClientKeepsItsName(String spelling) {
		this.runner.withUserConfiguration(Qualified.class)
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("override",
						Map.of("httppool.clients." + spelling + ".pool.max-connections", 4))))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				HttpPools pools = context.getBean(HttpPools.class);
				assertThat(pools.names()).containsExactlyInAnyOrder("default", "payment", "inventory");
				assertThat(pools.get("payment").settings().pool().maxConnections()).isEqualTo(4);
				assertThat(context.getBean(HttpPoolProperties.class).getClients()).containsOnlyKeys("payment",
						"inventory");
				HttpPoolClients clients = context.getBean(HttpPoolClients.class);
				assertThat(clients.restClient(spelling)).isSameAs(context.getBean("paymentRestClient"));
				assertThat(clients.webClient(spelling)).isSameAs(context.getBean("paymentWebClient"));
				assertThat(clients.restClientBuilder(spelling)).isNotNull();
				assertThat(clients.webClientBuilder(spelling)).isNotNull();
			});
	}

	@Test
	void whenTwoSpellingsAreInOneSourceThenTheStartSaysSoBeforeAClientIsMissing() {
		this.runner.withUserConfiguration(Qualified.class)
			.withPropertyValues("httppool.clients.PAYMENT.pool.max-connections=4")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertiesException.class)
				.hasMessageContaining("which means the same client"));
	}

	@Test
	void whenAClientIsAValueThenTheStartSaysWhatIsMissing() {
		this.runner.withUserConfiguration(Qualified.class)
			.withPropertyValues("httppool.clients.stock=http://stock.example")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertiesException.class)
				.hasMessageStartingWith(
						"httppool.clients.stock is http://stock.example but must have its settings below"));
	}

	@Test
	void whenDisabledThenNamedClientsAreStillInjected() {
		this.runner.withUserConfiguration(Qualified.class)
			.withPropertyValues("httppool.enabled=false")
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.doesNotHaveBean(HttpPools.class)
					.doesNotHaveBean("httpPoolCallOptionsCustomizer");
				assertThat(context.getBean(Qualified.class).payment).isNotNull();
				assertThat(context.getBean(HttpPoolClients.class).webClient("inventory")).isNotNull();
			});
	}

	@Test
	void whenTheSslBundleDoesNotExistThenTheStartStopsAndNamesTheProperty() {
		this.runner.withPropertyValues("httppool.clients.payment.ssl.bundle=mtls")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertiesException.class)
				.hasMessageContainingAll("httppool.clients.payment.ssl.bundle", "mtls",
						"must be the name of an SSL bundle"));
	}

	@Test
	void whenDisabledThenANamedClientKeepsItsSettings() {
		this.runner.withUserConfiguration(RecordingBuilder.class)
			.withPropertyValues("httppool.enabled=false", "httppool.clients.payment.timeouts.connect=1s",
					"httppool.clients.payment.timeouts.response=3s")
			.run((context) -> {
				context.getBean("paymentRestClient");
				assertThat(context.getBean(RecordingBuilder.class).built).isEqualTo(
						HttpClientSettings.defaults().withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(3)));
			});
	}

	@Test
	void whenDisabledAndTheSslBundleDoesNotExistThenTheStartStops() {
		this.runner.withPropertyValues("httppool.enabled=false", "httppool.clients.payment.ssl.bundle=mtls")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertiesException.class));
	}

	@Test
	void whenInitializedLazilyAndTheSslBundleDoesNotExistThenTheStartStops() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("httppool.ssl.bundle=mtls")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertiesException.class)
				.hasMessageContaining("httppool.ssl.bundle"));
	}

	@Test
	void whenAClientIsNamedLikeTheSharedOnesThenTheStartStopsAndSaysWhy() {
		this.runner.withPropertyValues("httppool.clients.httpPool.base-url=http://127.0.0.1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertiesException.class)
				.hasMessageContaining("must have another name"));
	}

	@Test
	void whenABuilderAndABeanAreAskedForAtOnceThenBothAreGiven() {
		this.runner.run((context) -> {
			HttpPoolClients clients = context.getBean(HttpPoolClients.class);
			CyclicBarrier together = new CyclicBarrier(2);
			CompletableFuture<Object> byName = onThreadOfItsOwn(() -> {
				await(together);
				return clients.webClient("payment");
			});
			CompletableFuture<Object> asBean = onThreadOfItsOwn(() -> {
				await(together);
				return context.getBean("paymentWebClient");
			});
			assertThat(byName.get(10, TimeUnit.SECONDS)).isSameAs(asBean.get(10, TimeUnit.SECONDS));
		});
	}

	/** Of the common threads, there may be one only. */
	private static CompletableFuture<Object> onThreadOfItsOwn(Supplier<Object> supplier) {
		return CompletableFuture.supplyAsync(supplier, (task) -> new Thread(task, "test-caller").start());
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await(10, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class RecordingBuilder {

		HttpClientSettings built;

		@Bean
		ClientHttpRequestFactoryBuilder<ClientHttpRequestFactory> recording() {
			return (settings) -> {
				this.built = settings;
				return ClientHttpRequestFactoryBuilder.simple().build(settings);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Qualified {

		final RestClient payment;

		final WebClient inventory;

		Qualified(@Qualifier("payment") RestClient payment, @Qualifier("inventory") WebClient inventory) {
			this.payment = payment;
			this.inventory = inventory;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Unqualified {

		final RestClient restClient;

		final WebClient webClient;

		Unqualified(RestClient restClient, WebClient webClient) {
			this.restClient = restClient;
			this.webClient = webClient;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnPaymentClient {

		final RestClient client = RestClient.create();

		@Bean(defaultCandidate = false)
		RestClient paymentRestClient() {
			return this.client;
		}

	}

}
