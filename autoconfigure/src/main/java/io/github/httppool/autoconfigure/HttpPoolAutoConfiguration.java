package io.github.httppool.autoconfigure;

import java.util.concurrent.Executor;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.netty.ReactorHttpPool;
import io.github.httppool.netty.ReactorHttpPools;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import reactor.core.scheduler.Schedulers;

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
		return LazyInitializationExcludeFilter.forBeanTypes(EffectiveProperties.class, HttpPoolLifecycle.class);
	}

	@Bean
	ReactorHttpPools httpPools(EffectiveProperties properties, ObjectProvider<HttpPoolListener> listeners) {
		return new ReactorHttpPools(properties.settings(), properties.maxTotalConnections(),
				properties.maxTotalIdleConnections(), properties.eventLoops(), listeners.orderedStream().toList());
	}

	@Bean
	HttpPoolLifecycle httpPoolLifecycle(ReactorHttpPools pools, EffectiveProperties properties) {
		return new HttpPoolLifecycle(pools, properties.drainTimeout());
	}

	/**
	 * {@code RestClient} and {@code RestTemplate}. Defined here rather than customized,
	 * as Spring Boot would choose another client library found on the class path, and
	 * none at all in a reactive web application.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ClientHttpRequestFactory.class)
	@ConditionalOnProperty(name = "spring.http.clients.imperative.factory", havingValue = "reactor",
			matchIfMissing = true)
	static class ImperativeConfiguration {

		@Bean
		@ConditionalOnMissingBean(ClientHttpRequestFactoryBuilder.class)
		ClientHttpRequestFactoryBuilder<?> httpPoolClientHttpRequestFactoryBuilder(ReactorHttpPools pools,
				Environment environment, ObjectProvider<ClientHttpRequestFactoryBuilderCustomizer<?>> customizers) {
			ReactorHttpPool pool = pools.get(HttpPool.DEFAULT);
			return new HttpPoolClientHttpRequestFactoryBuilder(pool::httpClient, streamingBodyExecutor(environment))
				.customizedBy(customizers.orderedStream().toList());
		}

		private static Executor streamingBodyExecutor(Environment environment) {
			return Threading.VIRTUAL.isActive(environment) ? new VirtualThreadTaskExecutor("httppool-body-")
					: Schedulers.boundedElastic()::schedule;
		}

	}

	/**
	 * {@code WebClient}. After Spring Boot's own customizer at 0, which sets client and
	 * event loops of its own, and before those of the application.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ReactorClientHttpConnector.class)
	static class ReactiveConfiguration {

		@Bean
		@Order(1)
		ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> httpPoolClientHttpConnectorBuilderCustomizer(
				ReactorHttpPools pools) {
			ReactorHttpPool pool = pools.get(HttpPool.DEFAULT);
			return (builder) -> builder.withHttpClientFactory(pool::httpClient)
				.withHttpClientCustomizer(pool::onOwnEventLoops);
		}

	}

}
