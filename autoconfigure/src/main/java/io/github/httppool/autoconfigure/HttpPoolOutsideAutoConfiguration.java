package io.github.httppool.autoconfigure;

import io.github.httppool.autoconfigure.properties.HttpPoolProperties;
import io.github.httppool.boot.ClientsByPool;
import io.github.httppool.boot.LoadBalancers;
import io.github.httppool.boot.OutsideClients;
import io.github.httppool.boot.OutsidePool;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * Auto-configuration that names what runs without a pool, or cannot be load-balanced. Not
 * part of test slices, where clients are mocked on purpose and there is no load balancer.
 */
@AutoConfiguration(after = { HttpPoolAutoConfiguration.class, HttpPoolClientsAutoConfiguration.class })
public final class HttpPoolOutsideAutoConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static OutsidePool httpPoolOutsidePool() {
		return new OutsidePool();
	}

	@Bean
	@ConditionalOnBean(ClientsByPool.class)
	static OutsideClients httpPoolOutsideClients(OutsidePool outsidePool, ResourceLoader resourceLoader,
			ListableBeanFactory beanFactory) {
		return new OutsideClients(outsidePool, resourceLoader.getClassLoader(),
				() -> beanFactory.containsBean(OptOuts.REQUEST_FACTORY_BUILDER),
				() -> beanFactory.containsBean(OptOuts.CONNECTOR_BUILDER));
	}

	@Bean
	IgnoredCustomizers httpPoolIgnoredCustomizers(OutsidePool outsidePool, ListableBeanFactory beanFactory) {
		return new IgnoredCustomizers(outsidePool, beanFactory);
	}

	@Bean
	OptOuts httpPoolOptOuts(OutsidePool outsidePool, Environment environment, ListableBeanFactory beanFactory) {
		return new OptOuts(outsidePool, environment, beanFactory);
	}

	@Bean
	@ConditionalOnBean(ClientsByPool.class)
	OwnResourceFactories httpPoolOwnResourceFactories(ConfigurableListableBeanFactory beanFactory) {
		return new OwnResourceFactories(beanFactory);
	}

	@Bean
	@ConditionalOnBean(LoadBalancers.class)
	LoadBalancerCheck httpPoolLoadBalancerCheck(HttpPoolProperties properties, LoadBalancers loadBalancers,
			ConfigurableEnvironment environment) {
		return new LoadBalancerCheck(properties, loadBalancers, environment);
	}

	/**
	 * A load balancer that is missing stops the start of an application that is
	 * initialized lazily, too.
	 */
	@Bean
	static LazyInitializationExcludeFilter httpPoolLoadBalancerCheckLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(LoadBalancerCheck.class);
	}

	/**
	 * Opting out is told by an application that is initialized lazily, too.
	 */
	@Bean
	static LazyInitializationExcludeFilter httpPoolOptOutsLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(OptOuts.class, OwnResourceFactories.class);
	}

}
