package io.github.httppool.boot;

import java.net.URI;
import java.net.UnknownHostException;

import io.github.httppool.HttpPools;
import io.github.httppool.RawServer;
import io.github.httppool.autoconfigure.PoolAutoConfigurations;
import io.github.httppool.client.HttpPoolClients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.loadbalancer.DeferringLoadBalancerInterceptor;
import org.springframework.cloud.client.loadbalancer.reactive.DeferringLoadBalancerExchangeFilterFunction;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientHttpServiceGroupConfigurer;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Named clients that Spring Cloud LoadBalancer gives the address of a service, which
 * stand-ins with the names of its classes do here.
 */
class LoadBalancedClientsTests {

	@RegisterExtension
	final RawServer server = new RawServer().answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(PoolAutoConfigurations.all())
		.withBean(URI.class, () -> this.server.uri(""));

	private final ApplicationContextRunner balanced = this.runner.withUserConfiguration(Balancers.class)
		.withPropertyValues("httppool.clients.orders.base-url=http://orders",
				"httppool.clients.orders.load-balanced=true");

	@Test
	void whenAClientIsLoadBalancedThenItCallsAnInstanceOfTheService() {
		this.balanced.run((context) -> {
			HttpPoolClients clients = context.getBean(HttpPoolClients.class);
			assertThat(call(clients.restClient("orders"))).isEqualTo("ok");
			assertThat(call(clients.webClient("orders"))).isEqualTo("ok");
			assertThat(call(clients.restClientBuilder("orders").build())).isEqualTo("ok");
			assertThat(call(clients.webClientBuilder("orders").build())).isEqualTo("ok");
			assertBalanced(context, 2);
			assertThat(context.getBean(HttpPools.class).get("orders").snapshot().acquired()).isEqualTo(4);
			assertNothingLeaked(context);
		});
	}

	@Test
	void whenDisabledThenANamedClientIsLoadBalancedAllTheSame() {
		this.balanced.withPropertyValues("httppool.enabled=false").run((context) -> {
			assertThat(call(context.getBean("ordersRestClient", RestClient.class))).isEqualTo("ok");
			assertThat(call(context.getBean("ordersWebClient", WebClient.class))).isEqualTo("ok");
			assertBalanced(context, 1);
		});
	}

	@Test
	void whenAnotherClientIsLoadBalancedThenOneThatDoesNotAskIsNot() {
		this.balanced.withPropertyValues("httppool.clients.payment.base-url=" + this.server.uri("")).run((context) -> {
			assertThat(call(context.getBean("paymentRestClient", RestClient.class))).isEqualTo("ok");
			assertThat(call(context.getBean("paymentWebClient", WebClient.class))).isEqualTo("ok");
			assertBalanced(context, 0);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenThereIsNoLoadBalancerThenTheStartStopsAndSaysWhatToAdd(boolean lazy) {
		this.runner.withInitializer((context) -> initializeLazily(context, lazy))
			.withPropertyValues("httppool.clients.orders.base-url=http://orders",
					"httppool.clients.orders.load-balanced=true")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining(
						"httppool.clients.orders.load-balanced is true but there is no load balancer: add "
								+ "org.springframework.cloud:spring-cloud-starter-loadbalancer, or set load-balanced=false where "
								+ "Spring Cloud's is switched off"));
	}

	@ParameterizedTest
	@ValueSource(classes = { NeedsRestClient.class, NeedsWebClient.class })
	void whenAnEagerBeanNeedsAClientWithoutLoadBalancerThenThatIsWhatStopsTheStart(Class<?> service) {
		this.runner.withUserConfiguration(service)
			.withPropertyValues("httppool.clients.orders.base-url=http://orders",
					"httppool.clients.orders.load-balanced=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageStartingWith(
						"httppool.clients.orders.load-balanced is true but there is no load balancer: add "));
	}

	@Test
	void whenThereIsALoadBalancerForOneKindThenTheOtherSaysWhatToAdd() {
		this.runner.withUserConfiguration(BlockingBalancer.class)
			.withPropertyValues("httppool.clients.orders.load-balanced=true")
			.run((context) -> {
				assertThat(context.getBean("ordersRestClient", RestClient.class)).isNotNull();
				assertThatException().isThrownBy(() -> context.getBean("ordersWebClient"))
					.withMessageContainingAll("httppool.clients.orders.load-balanced is true",
							"spring-cloud-starter-loadbalancer");
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { RestGroup.class, WebGroup.class })
	void whenAGroupIsLoadBalancedThenOnce(Class<?> group) {
		this.balanced.withUserConfiguration(group).run((context) -> assertBalancedGroup(context, 1));
	}

	@ParameterizedTest
	@ValueSource(classes = { RestGroup.class, WebGroup.class })
	void whenSpringCloudBalancesAGroupTooThenItIsBalancedOnce(Class<?> group) {
		this.balanced.withUserConfiguration(group, AsSpringCloudDoes.class)
			.run((context) -> assertBalancedGroup(context, 1));
	}

	@ParameterizedTest
	@ValueSource(classes = { RestGroup.class, WebGroup.class })
	void whenAGroupHasAnAddressThenSpringCloudDoesNotTakeItForAService(Class<?> group) {
		this.runner.withUserConfiguration(Balancers.class, group, AsSpringCloudDoes.class)
			.withPropertyValues("httppool.clients.orders.base-url=" + this.server.uri(""))
			.run((context) -> assertBalancedGroup(context, 0));
	}

	private static void assertBalancedGroup(AssertableApplicationContext context, int requests) {
		assertThat(context.getBean(Orders.class).get()).isEqualTo("ok");
		assertThat(context.getBean(DeferringLoadBalancerInterceptor.class).requests()
				+ context.getBean(DeferringLoadBalancerExchangeFilterFunction.class).requests())
			.isEqualTo(requests);
		assertNothingLeaked(context);
	}

	@Test
	void whenTheHostOfANamedClientIsUnknownThenTheFailureHintsAtLoadBalancing() {
		this.runner.withUserConfiguration(Balancers.class)
			.withPropertyValues("httppool.clients.orders.base-url=http://no-such-orders")
			.run((context) -> {
				String hint = "; if 'no-such-orders' is the name of a service, set httppool.clients.orders.load-balanced=true";
				assertUnknown(() -> call(context.getBean("ordersRestClient", RestClient.class)), hint);
				assertUnknown(() -> call(context.getBean("ordersWebClient", WebClient.class)), hint);
				assertNothingLeaked(context);
			});
	}

	@Test
	void whenTheHostOfTheSharedClientIsUnknownThenTheFailureHintsAtLoadBalancing() {
		this.runner.withUserConfiguration(Balancers.class).run((context) -> {
			RestClient client = context.getBean("httpPoolRestClient", RestClient.class);
			assertUnknown(() -> client.get().uri("http://no-such-orders/").retrieve().body(String.class),
					"; if 'no-such-orders' is the name of a service, use a builder that is @LoadBalanced, or a client "
							+ "below httppool.clients with load-balanced=true");
		});
	}

	@Test
	void whenThereIsNoLoadBalancerThenAnUnknownHostIsThat() {
		this.runner.withPropertyValues("httppool.clients.orders.base-url=http://no-such-orders")
			.run((context) -> assertThatException()
				.isThrownBy(() -> call(context.getBean("ordersRestClient", RestClient.class)))
				.withMessageNotContaining("load-balanced"));
	}

	@Test
	void whenThereIsAGatewayThenItIsNamedAndWhatThatMeans() {
		this.runner.withUserConfiguration(Gateway.class).run((context) -> {
			assertThat(context.getBean(HttpClient.class)).isNotNull();
			assertThat(context.getBean(UnpooledReport.class).get()).containsExactly(
					"bean 'gatewayHttpClientFactory' (HttpClient) does not use the pool: it is a Reactor Netty client "
							+ "of the application's own (connection provider 'proxy'): the routes of Spring Cloud Gateway have "
							+ "connections, limits and time-outs of their own, set below "
							+ "spring.cloud.gateway.server.webflux.httpclient, and are in no figure of httppool");
		});
	}

	private static void initializeLazily(ConfigurableApplicationContext context, boolean lazy) {
		if (lazy) {
			context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
		}
	}

	private static void assertUnknown(Runnable call, String hint) {
		assertThatException().isThrownBy(call::run)
			.satisfies((failure) -> assertThat(failure.getCause()).isInstanceOf(UnknownHostException.class)
				.hasMessageContaining(hint));
	}

	private static void assertBalanced(AssertableApplicationContext context, int requests) {
		assertThat(context.getBean(DeferringLoadBalancerInterceptor.class).requests()).isEqualTo(requests);
		assertThat(context.getBean(DeferringLoadBalancerExchangeFilterFunction.class).requests()).isEqualTo(requests);
	}

	/** A lease may end just after the caller has its answer. */
	private static void assertNothingLeaked(AssertableApplicationContext context) {
		await().untilAsserted(() -> assertThat(context.getBean(HttpPools.class)).allSatisfy((pool) -> {
			assertThat(pool.snapshot().active()).isZero();
			assertThat(pool.snapshot().pending()).isZero();
		}));
	}

	private static String call(RestClient client) {
		return client.get().uri("/").retrieve().body(String.class);
	}

	private static String call(WebClient client) {
		return client.get().uri("/").retrieve().bodyToMono(String.class).block();
	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsRestClient {

		NeedsRestClient(@Qualifier("orders") RestClient client) {
			assertThat(client).isNotNull();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsWebClient {

		NeedsWebClient(@Qualifier("orders") WebClient client) {
			assertThat(client).isNotNull();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BlockingBalancer {

		@Bean
		DeferringLoadBalancerInterceptor balancer(URI server) {
			return new DeferringLoadBalancerInterceptor(server);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Balancers extends BlockingBalancer {

		@Bean
		DeferringLoadBalancerExchangeFilterFunction<ExchangeFilterFunction> reactiveBalancer(URI server) {
			return new DeferringLoadBalancerExchangeFilterFunction<>(server);
		}

	}

	interface Orders {

		@GetExchange("/")
		String get();

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "orders", types = Orders.class, clientType = HttpServiceGroup.ClientType.REST_CLIENT)
	static class RestGroup {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "orders", types = Orders.class, clientType = HttpServiceGroup.ClientType.WEB_CLIENT)
	static class WebGroup {

	}

	/** Takes every group for one that is named like a service. */
	@Configuration(proxyBeanMethods = false)
	static class AsSpringCloudDoes {

		private static final int ORDER = 10;

		@Bean
		RestClientHttpServiceGroupConfigurer blockingGroups(DeferringLoadBalancerInterceptor balancer) {
			return new RestClientHttpServiceGroupConfigurer() {

				@Override
				public void configureGroups(Groups<RestClient.Builder> groups) {
					groups.forEachClient(
							(group, builder) -> builder.baseUrl("http://" + group.name()).requestInterceptor(balancer));
				}

				@Override
				public int getOrder() {
					return ORDER;
				}

			};
		}

		@Bean
		WebClientHttpServiceGroupConfigurer reactiveGroups(
				DeferringLoadBalancerExchangeFilterFunction<ExchangeFilterFunction> balancer) {
			return new WebClientHttpServiceGroupConfigurer() {

				@Override
				public void configureGroups(Groups<WebClient.Builder> groups) {
					groups
						.forEachClient((group, builder) -> builder.baseUrl("http://" + group.name()).filter(balancer));
				}

				@Override
				public int getOrder() {
					return ORDER;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Gateway {

		@Bean(destroyMethod = "dispose")
		ConnectionProvider proxy() {
			return ConnectionProvider.create("proxy", 1);
		}

		@Bean
		FactoryBean<HttpClient> gatewayHttpClientFactory(ConnectionProvider proxy) {
			return new FactoryBean<>() {

				@Override
				public HttpClient getObject() {
					return HttpClient.create(proxy);
				}

				@Override
				public Class<?> getObjectType() {
					return HttpClient.class;
				}

			};
		}

	}

}
