package io.github.httppool.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.httppool.autoconfigure.properties.ClientNames;
import io.github.httppool.autoconfigure.properties.EffectiveProperties;
import io.github.httppool.autoconfigure.properties.HttpPoolProperties;
import io.github.httppool.boot.ClientTransports;
import io.github.httppool.boot.DefaultHttpPoolClients;
import io.github.httppool.boot.LoadBalancers;
import io.github.httppool.boot.NamedClientBaseUrls;
import io.github.httppool.boot.NamedRestClients;
import io.github.httppool.boot.NamedWebClients;
import io.github.httppool.boot.UnpooledTransports;
import io.github.httppool.client.HttpPoolClients;
import io.github.httppool.webclient.CallOptionsFilter;
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
 * Auto-configuration of the shared clients, for applications that need no more than one,
 * and of a client for each name below {@code httppool.clients}.
 * <p>
 * Without pools ({@code httppool.enabled=false}) they are still there.
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
	 * What clients send with when there are no pools.
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
				ObjectProvider<RestClientCustomizer> customizers, LoadBalancers loadBalancers,
				ObjectProvider<LoadBalancerCheck> loadBalancerCheck) {
			loadBalancerCheck.getIfAvailable();
			return new NamedRestClients(pools, httpPoolRequestFactories, customizers, loadBalancers);
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
		WebClientCustomizer httpPoolCallOptionsCustomizer() {
			return (builder) -> builder.filter(new CallOptionsFilter());
		}

		@Bean(NamedWebClientsRegistrar.FACTORY_BEAN)
		NamedWebClients httpPoolNamedWebClients(NamedClientBaseUrls pools,
				ClientTransports<ClientHttpConnector> httpPoolConnectors,
				ObjectProvider<WebClientCustomizer> customizers,
				@Qualifier("webClientHttpConnectorCustomizer") ObjectProvider<WebClientCustomizer> sharedConnector,
				LoadBalancers loadBalancers, ObjectProvider<LoadBalancerCheck> loadBalancerCheck) {
			loadBalancerCheck.getIfAvailable();
			return new NamedWebClients(pools, httpPoolConnectors, customizers, sharedConnector, loadBalancers);
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
