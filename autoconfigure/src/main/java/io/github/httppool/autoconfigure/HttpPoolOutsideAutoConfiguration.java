package io.github.httppool.autoconfigure;

import io.github.httppool.autoconfigure.properties.HttpPoolProperties;
import io.github.httppool.boot.CallGuardFactory;
import io.github.httppool.boot.CallGuards;
import io.github.httppool.boot.LoadBalancers;
import io.github.httppool.boot.PooledHttpClientFactories;
import io.github.httppool.boot.UnpooledClientDetector;
import io.github.httppool.boot.UnpooledReport;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
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
 * Auto-configuration that reports clients that run without a pool, or cannot be
 * load-balanced or guarded. Not part of test slices, where clients are mocked on purpose
 * and neither Spring Cloud nor Resilience4j is configured.
 */
@AutoConfiguration(after = { HttpPoolAutoConfiguration.class, HttpPoolClientsAutoConfiguration.class })
public final class HttpPoolOutsideAutoConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static UnpooledReport httpPoolOutsidePool() {
		return new UnpooledReport();
	}

	@Bean
	@ConditionalOnBean(PooledHttpClientFactories.class)
	static UnpooledClientDetector httpPoolOutsideClients(UnpooledReport outsidePool, ResourceLoader resourceLoader,
			ListableBeanFactory beanFactory) {
		return new UnpooledClientDetector(outsidePool, resourceLoader.getClassLoader(),
				() -> beanFactory.containsBean(OptOutReporter.REQUEST_FACTORY_BUILDER),
				() -> beanFactory.containsBean(OptOutReporter.CONNECTOR_BUILDER));
	}

	@Bean
	IgnoredCustomizers httpPoolIgnoredCustomizers(UnpooledReport outsidePool, ListableBeanFactory beanFactory) {
		return new IgnoredCustomizers(outsidePool, beanFactory);
	}

	@Bean
	OptOutReporter httpPoolOptOuts(UnpooledReport outsidePool, Environment environment,
			ListableBeanFactory beanFactory) {
		return new OptOutReporter(outsidePool, environment, beanFactory);
	}

	@Bean
	@ConditionalOnBean(PooledHttpClientFactories.class)
	OwnResourceFactories httpPoolOwnResourceFactories(ConfigurableListableBeanFactory beanFactory) {
		return new OwnResourceFactories(beanFactory);
	}

	@Bean
	@ConditionalOnBean(LoadBalancers.class)
	LoadBalancerCheck httpPoolLoadBalancerCheck(HttpPoolProperties properties, LoadBalancers loadBalancers,
			ConfigurableEnvironment environment) {
		return new LoadBalancerCheck(properties, loadBalancers, environment);
	}

	@Bean
	@ConditionalOnBean(CallGuards.class)
	CallGuardCheck httpPoolCallGuardCheck(HttpPoolProperties properties, ObjectProvider<CallGuardFactory> factories,
			ConfigurableEnvironment environment) {
		return new CallGuardCheck(properties, factories.stream().toList(), environment);
	}

	/**
	 * With lazy initialization, too, a missing load balancer or guard stops the startup.
	 */
	@Bean
	static LazyInitializationExcludeFilter httpPoolLoadBalancerCheckLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(LoadBalancerCheck.class, CallGuardCheck.class);
	}

	/**
	 * With lazy initialization, too, clients that opt out are reported.
	 */
	@Bean
	static LazyInitializationExcludeFilter httpPoolOptOutsLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(OptOutReporter.class, OwnResourceFactories.class);
	}

}
