package io.github.httppool.autoconfigure;

import io.github.httppool.boot.ClientTransports;
import io.github.httppool.boot.ClientsByPool;
import io.github.httppool.boot.LoadBalancers;
import io.github.httppool.boot.NamedPools;
import io.github.httppool.boot.RestClientGroups;
import io.github.httppool.boot.RestClientGroupsCheck;
import io.github.httppool.boot.RestClientGroupsLoadBalancing;
import io.github.httppool.boot.ServiceGroups;
import io.github.httppool.boot.WebClientGroups;
import io.github.httppool.boot.WebClientGroupsCheck;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
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
 * Auto-configuration that puts groups of HTTP services on the pool of their name.
 */
@AutoConfiguration(
		after = { HttpPoolClientsAutoConfiguration.class, HttpServiceClientPropertiesAutoConfiguration.class })
@ConditionalOnBean(HttpServiceProxyRegistry.class)
public final class HttpPoolServiceGroupsAutoConfiguration {

	@Bean
	ServiceGroups httpPoolServiceGroups(NamedPools pools, HttpServiceClientProperties properties,
			ObjectProvider<SslBundles> sslBundles) {
		return new ServiceGroups(pools, properties, sslBundles.getIfAvailable());
	}

	@Bean
	RestClientGroups httpPoolRestClientGroups(ServiceGroups groups,
			ClientTransports<ClientHttpRequestFactory> httpPoolRequestFactories, ListableBeanFactory beanFactory) {
		boolean sharedIsPooled = beanFactory.containsBean(OptOuts.REQUEST_FACTORY_BUILDER);
		return new RestClientGroups(groups, httpPoolRequestFactories, sharedIsPooled);
	}

	@Bean
	@ConditionalOnBean(ClientsByPool.class)
	RestClientGroupsCheck httpPoolRestClientGroupsCheck(RestClientGroups groups) {
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
		WebClientGroups httpPoolWebClientGroups(ServiceGroups groups,
				ClientTransports<ClientHttpConnector> httpPoolConnectors,
				ObjectProvider<ClientHttpConnector> clientHttpConnector, LoadBalancers loadBalancers) {
			return new WebClientGroups(groups, httpPoolConnectors, clientHttpConnector, loadBalancers);
		}

		@Bean
		@ConditionalOnBean(ClientsByPool.class)
		WebClientGroupsCheck httpPoolWebClientGroupsCheck(WebClientGroups groups) {
			return new WebClientGroupsCheck(groups);
		}

	}

}
