package io.github.httppool.autoconfigure;

import java.util.concurrent.Executor;
import java.util.stream.Collectors;

import io.github.httppool.HttpPoolListener;
import io.github.httppool.boot.OutsideClients;
import io.github.httppool.boot.OutsidePool;
import io.github.httppool.boot.PoolClientDefaults;
import io.github.httppool.boot.ClientsByPool;
import io.github.httppool.boot.PooledConnectors;
import io.github.httppool.boot.PooledRequestFactories;
import io.github.httppool.client.HttpPoolCustomizer;
import io.github.httppool.netty.ReactorHttpPools;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Auto-configuration of the pools, and of Spring Boot's builders so that every client
 * made with them runs on the shared pool.
 */
@AutoConfiguration(before = { ImperativeHttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class })
@ConditionalOnBooleanProperty(name = "httppool.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HttpPoolProperties.class)
public final class HttpPoolAutoConfiguration {

	private static final Log logger = LogFactory.getLog(HttpPoolAutoConfiguration.class);

	@Bean
	EffectiveProperties httpPoolEffectiveProperties(HttpPoolProperties properties,
			ConfigurableEnvironment environment) {
		EffectiveProperties effective = EffectiveProperties.of(properties, environment);
		PropertyWarnings.of(effective, environment).forEach(logger::warn);
		return effective;
	}

	/**
	 * A bad value stops the start, and calls under way end well, in an application that
	 * is initialized lazily, too.
	 */
	@Bean
	static LazyInitializationExcludeFilter httpPoolLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(EffectiveProperties.class, HttpPoolLifecycle.class,
				OptOuts.class);
	}

	@Bean
	ReactorHttpPools httpPools(EffectiveProperties properties, ObjectProvider<HttpPoolListener> listeners) {
		logger.info("HTTP clients run on " + describe(properties));
		return new ReactorHttpPools(properties.settings(), properties.maxTotalConnections(),
				properties.maxTotalIdleConnections(), properties.eventLoops(), listeners.orderedStream().toList());
	}

	private static String describe(EffectiveProperties properties) {
		return properties.settings()
			.entrySet()
			.stream()
			.map((pool) -> "pool '%s' (%d connections per host)".formatted(pool.getKey(),
					pool.getValue().pool().maxConnections()))
			.collect(Collectors.joining(", ", "", ", %d in total".formatted(properties.maxTotalConnections())));
	}

	@Bean
	ClientsByPool httpPoolClientsByPool(ReactorHttpPools pools, EffectiveProperties properties,
			ObjectProvider<HttpClientSettings> settings, ObjectProvider<SslBundles> sslBundles,
			ObjectProvider<HttpPoolCustomizer> customizers, ConfigurableEnvironment environment) {
		HttpClientSettings general = settings.getIfAvailable(HttpClientSettings::defaults);
		ClientDefaults defaults = new ClientDefaults(properties, general, sslBundles.getIfAvailable(),
				new WrittenProperties(environment));
		return new ClientsByPool(pools, defaults, customizers.orderedStream().toList());
	}

	@Bean
	HttpPoolLifecycle httpPoolLifecycle(ReactorHttpPools pools, EffectiveProperties properties) {
		return new HttpPoolLifecycle(pools, properties.drainTimeout());
	}

	/**
	 * {@code RestClient} and {@code RestTemplate}.
	 */
	@Configuration(proxyBeanMethods = false)
	static class ImperativeConfiguration {

		@Bean
		PooledRequestFactories httpPoolRequestFactories(ClientsByPool clients, Environment environment,
				ObjectProvider<ClientHttpRequestFactoryBuilderCustomizer<?>> customizers, OutsidePool outsidePool) {
			PooledRequestFactories factories = new PooledRequestFactories(clients, streamingBodyExecutor(environment),
					customizers.orderedStream().toList());
			factories.ignoredCustomizers().forEach(outsidePool::add);
			return factories;
		}

		private static Executor streamingBodyExecutor(Environment environment) {
			return Threading.VIRTUAL.isActive(environment) ? new VirtualThreadTaskExecutor("httppool-body-")
					: Schedulers.boundedElastic()::schedule;
		}

		/**
		 * Defined here rather than customized, as Spring Boot would choose another client
		 * library found on the class path, and none at all in a reactive web application.
		 */
		@Bean(OptOuts.REQUEST_FACTORY_BUILDER)
		@ConditionalOnProperty(name = OptOuts.FACTORY_PROPERTY, havingValue = "reactor", matchIfMissing = true)
		@ConditionalOnMissingBean(ClientHttpRequestFactoryBuilder.class)
		ClientHttpRequestFactoryBuilder<?> httpPoolClientHttpRequestFactoryBuilder(PooledRequestFactories factories) {
			return factories.sharedBuilder();
		}

	}

	/**
	 * {@code WebClient}.
	 */
	@Configuration(proxyBeanMethods = false)
	static class ReactiveConfiguration {

		/**
		 * After Spring Boot's own customizer at 0, which sets client and event loops of
		 * its own, and before those of the application.
		 */
		@Bean
		@Order(1)
		ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> httpPoolClientHttpConnectorBuilderCustomizer(
				ClientsByPool clients) {
			return PooledConnectors.onPool(clients);
		}

		@Bean
		PooledConnectors httpPoolConnectors(ClientsByPool clients,
				ObjectProvider<ClientHttpConnectorBuilderCustomizer<?>> customizers) {
			return new PooledConnectors(clients, customizers.orderedStream().toList());
		}

		@Bean(OptOuts.CONNECTOR_BUILDER)
		@ConditionalOnProperty(name = OptOuts.CONNECTOR_PROPERTY, havingValue = "reactor", matchIfMissing = true)
		@ConditionalOnMissingBean(ClientHttpConnectorBuilder.class)
		ClientHttpConnectorBuilder<?> httpPoolClientHttpConnectorBuilder(PooledConnectors connectors) {
			return connectors.sharedBuilder();
		}

	}

	/**
	 * What runs without a pool.
	 */
	@Configuration(proxyBeanMethods = false)
	static class OutsideConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static OutsidePool httpPoolOutsidePool() {
			return new OutsidePool();
		}

		@Bean
		static OutsideClients httpPoolOutsideClients(OutsidePool outsidePool) {
			return new OutsideClients(outsidePool);
		}

		@Bean
		OptOuts httpPoolOptOuts(OutsidePool outsidePool, Environment environment, ListableBeanFactory beanFactory) {
			return new OptOuts(outsidePool, environment, beanFactory);
		}

	}

}
