package io.github.httppool.autoconfigure;

import io.github.httppool.boot.CallGuards;
import io.github.httppool.boot.ClientTransports;
import io.github.httppool.boot.LoadBalancers;
import io.github.httppool.boot.NamedClientBaseUrls;
import io.github.httppool.boot.PooledHttpClientFactories;
import io.github.httppool.boot.PooledRestClientHttpServiceGroupConfigurer;
import io.github.httppool.boot.PooledWebClientHttpServiceGroupConfigurer;
import io.github.httppool.boot.RestClientGroupsCheck;
import io.github.httppool.boot.RestClientGroupsLoadBalancing;
import io.github.httppool.boot.ServiceGroups;
import io.github.httppool.boot.WebClientGroupsCheck;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientProperties;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.registry.HttpServiceProxyRegistry;

/**
 * Auto-configuration that puts HTTP service groups on the pools of the same name.
 */
@AutoConfiguration(
		after = { HttpPoolClientsAutoConfiguration.class, HttpServiceClientPropertiesAutoConfiguration.class })
@ConditionalOnBean(HttpServiceProxyRegistry.class)
public final class HttpPoolServiceGroupsAutoConfiguration {

	@Bean
	ServiceGroups httpPoolServiceGroups(NamedClientBaseUrls pools, CallGuards guards,
			HttpServiceClientProperties properties, ObjectProvider<SslBundles> sslBundles,
			ConfigurableBeanFactory beanFactory) {
		return new ServiceGroups(pools, guards, properties, sslBundles.getIfAvailable(),
				beanFactory::resolveEmbeddedValue);
	}

	@Bean
	PooledRestClientHttpServiceGroupConfigurer httpPoolRestClientGroups(ServiceGroups groups,
			ClientTransports<ClientHttpRequestFactory> httpPoolRequestFactories, ListableBeanFactory beanFactory) {
		boolean sharedIsPooled = beanFactory.containsBean(OptOutReporter.REQUEST_FACTORY_BUILDER);
		return new PooledRestClientHttpServiceGroupConfigurer(groups, httpPoolRequestFactories, sharedIsPooled);
	}

	@Bean
	@ConditionalOnBean(PooledHttpClientFactories.class)
	RestClientGroupsCheck httpPoolRestClientGroupsCheck(PooledRestClientHttpServiceGroupConfigurer groups) {
		return new RestClientGroupsCheck(groups);
	}

	@Bean
	RestClientGroupsLoadBalancing httpPoolRestClientGroupsLoadBalancing(ServiceGroups groups,
			LoadBalancers loadBalancers) {
		return new RestClientGroupsLoadBalancing(groups, loadBalancers);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebClient.class)
	static class ReactiveConfiguration {

		@Bean
		PooledWebClientHttpServiceGroupConfigurer httpPoolWebClientGroups(ServiceGroups groups,
				ClientTransports<ClientHttpConnector> httpPoolConnectors,
				ObjectProvider<ClientHttpConnector> clientHttpConnector, LoadBalancers loadBalancers) {
			return new PooledWebClientHttpServiceGroupConfigurer(groups, httpPoolConnectors, clientHttpConnector,
					loadBalancers);
		}

		@Bean
		@ConditionalOnBean(PooledHttpClientFactories.class)
		WebClientGroupsCheck httpPoolWebClientGroupsCheck(PooledWebClientHttpServiceGroupConfigurer groups) {
			return new WebClientGroupsCheck(groups);
		}

	}

}
