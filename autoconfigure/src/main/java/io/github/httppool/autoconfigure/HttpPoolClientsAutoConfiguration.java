package io.github.httppool.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.httppool.HttpPools;
import io.github.httppool.autoconfigure.properties.ClientNames;
import io.github.httppool.autoconfigure.properties.EffectiveProperties;
import io.github.httppool.autoconfigure.properties.HttpPoolProperties;
import io.github.httppool.boot.CallGuardFactory;
import io.github.httppool.boot.CallGuards;
import io.github.httppool.boot.CircuitBreakerGuards;
import io.github.httppool.boot.ClientTransports;
import io.github.httppool.boot.DefaultHttpPoolClients;
import io.github.httppool.boot.LoadBalancers;
import io.github.httppool.boot.NamedClientBaseUrls;
import io.github.httppool.boot.NamedRestClients;
import io.github.httppool.boot.NamedWebClients;
import io.github.httppool.boot.RateLimiterGuards;
import io.github.httppool.boot.UnpooledTransports;
import io.github.httppool.client.HttpPoolClients;
import io.github.httppool.webclient.CallOptionsFilter;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ResourceLoader;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration of the shared clients, for applications that need only one, and of a
 * client for each name below {@code httppool.clients}.
 * <p>
 * The clients also exist without pools ({@code httppool.enabled=false}).
 */
@AutoConfiguration(after = { HttpPoolPropertiesAutoConfiguration.class, HttpPoolAutoConfiguration.class },
		afterName = { "org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration",
				"org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration" })
public final class HttpPoolClientsAutoConfiguration {

	@Bean
	NamedClientBaseUrls httpPoolNamedPools(EffectiveProperties properties, HttpPoolProperties bound) {
		Map<String, @Nullable String> baseUrls = new LinkedHashMap<>();
		properties.pools().forEach((name, pool) -> baseUrls.put(name, pool.baseUrl()));
		return new NamedClientBaseUrls(baseUrls, bound.loadBalancedClients(), ClientNames::uniform);
	}

	@Bean
	LoadBalancers httpPoolLoadBalancers(ListableBeanFactory beanFactory, ResourceLoader resourceLoader) {
		return new LoadBalancers(beanFactory, resourceLoader.getClassLoader(),
				() -> beanFactory.getBeanNamesForType(LoadBalancerCheck.class, true, false).length > 0);
	}

	/**
	 * Asks for the check first: an eager bean may need a client before the check would be
	 * created in its turn.
	 */
	@Bean
	CallGuards httpPoolCallGuards(ObjectProvider<CallGuardFactory> factories, HttpPoolProperties properties,
			ObjectProvider<CallGuardCheck> check) {
		check.getIfAvailable();
		return new CallGuards(factories.stream().toList(),
				(kind, client) -> properties.guardedClients(kind).contains(client));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(CircuitBreakerRegistry.class)
	static class CircuitBreakerConfiguration {

		@Bean
		CallGuardFactory httpPoolCircuitBreakers(ListableBeanFactory beanFactory) {
			return new CircuitBreakerGuards(beanFactory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RateLimiterRegistry.class)
	static class RateLimiterConfiguration {

		@Bean
		CallGuardFactory httpPoolRateLimiters(ListableBeanFactory beanFactory) {
			return new RateLimiterGuards(beanFactory);
		}

	}

	/**
	 * The transports of the clients when there are no pools.
	 */
	@Configuration(proxyBeanMethods = false)
	static class UnpooledConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "httpPoolRequestFactories")
		ClientTransports<ClientHttpRequestFactory> httpPoolRequestFactories(ClientDefaults defaults,
				ObjectProvider<ClientHttpRequestFactoryBuilder<?>> clientHttpRequestFactoryBuilder) {
			return new UnpooledTransports<>((settings) -> clientHttpRequestFactoryBuilder
				.getIfAvailable(ClientHttpRequestFactoryBuilder::detect)
				.build(settings), defaults::settingsWithoutPool);
		}

		@Bean
		@ConditionalOnMissingBean(name = "httpPoolConnectors")
		ClientTransports<ClientHttpConnector> httpPoolConnectors(ClientDefaults defaults,
				ObjectProvider<ClientHttpConnectorBuilder<?>> clientHttpConnectorBuilder) {
			return new UnpooledTransports<>(
					(settings) -> clientHttpConnectorBuilder.getIfAvailable(ClientHttpConnectorBuilder::detect)
						.build(settings),
					defaults::settingsWithoutPool);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(RestClient.Builder.class)
	static class SharedRestClientConfiguration {

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		RestClient httpPoolRestClient(RestClient.Builder restClientBuilder) {
			return restClientBuilder.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebClient.class)
	@ConditionalOnBean(WebClient.Builder.class)
	static class SharedWebClientConfiguration {

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		WebClient httpPoolWebClient(WebClient.Builder webClientBuilder) {
			return webClientBuilder.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RestClientCustomizer.class)
	@Import(NamedRestClientsRegistrar.class)
	static class NamedRestClientsConfiguration {

		@Bean(NamedRestClientsRegistrar.FACTORY_BEAN)
		NamedRestClients httpPoolNamedRestClients(NamedClientBaseUrls pools,
				ClientTransports<ClientHttpRequestFactory> httpPoolRequestFactories,
				ObjectProvider<RestClientCustomizer> customizers, LoadBalancers loadBalancers, CallGuards guards,
				ObjectProvider<LoadBalancerCheck> loadBalancerCheck) {
			loadBalancerCheck.getIfAvailable();
			return new NamedRestClients(pools, httpPoolRequestFactories, customizers, loadBalancers, guards);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ WebClient.class, WebClientCustomizer.class })
	@Import(NamedWebClientsRegistrar.class)
	static class NamedWebClientsConfiguration {

		/**
		 * Behind the application's customizers, so that it sees what their filters add.
		 */
		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		@ConditionalOnBean(HttpPools.class)
		WebClientCustomizer httpPoolCallOptionsCustomizer() {
			return (builder) -> builder.filter(new CallOptionsFilter());
		}

		@Bean(NamedWebClientsRegistrar.FACTORY_BEAN)
		NamedWebClients httpPoolNamedWebClients(NamedClientBaseUrls pools,
				ClientTransports<ClientHttpConnector> httpPoolConnectors,
				ObjectProvider<WebClientCustomizer> customizers,
				@Qualifier("webClientHttpConnectorCustomizer") ObjectProvider<WebClientCustomizer> sharedConnector,
				LoadBalancers loadBalancers, CallGuards guards, ObjectProvider<LoadBalancerCheck> loadBalancerCheck) {
			loadBalancerCheck.getIfAvailable();
			return new NamedWebClients(pools, httpPoolConnectors, customizers, sharedConnector, loadBalancers, guards);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RestClientCustomizer.class, WebClient.class, WebClientCustomizer.class })
	static class HttpPoolClientsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		HttpPoolClients httpPoolClients(NamedRestClients restClients, NamedWebClients webClients) {
			return new DefaultHttpPoolClients(restClients, webClients);
		}

	}

	/**
	 * Beans of blocking clients.
	 */
	static final class NamedRestClientsRegistrar extends NamedClientsRegistrar {

		static final String FACTORY_BEAN = "httpPoolNamedRestClients";

		NamedRestClientsRegistrar() {
			super(FACTORY_BEAN, RestClient.class);
		}

	}

	/**
	 * Beans of reactive clients.
	 */
	static final class NamedWebClientsRegistrar extends NamedClientsRegistrar {

		static final String FACTORY_BEAN = "httpPoolNamedWebClients";

		NamedWebClientsRegistrar() {
			super(FACTORY_BEAN, WebClient.class);
		}

	}

}
