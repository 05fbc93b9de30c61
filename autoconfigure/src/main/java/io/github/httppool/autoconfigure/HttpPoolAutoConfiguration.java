package io.github.httppool.autoconfigure;

import java.util.concurrent.Executor;
import java.util.stream.Stream;

import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPools;
import io.github.httppool.autoconfigure.properties.ClientLibraries;
import io.github.httppool.autoconfigure.properties.EffectiveProperties;
import io.github.httppool.autoconfigure.properties.HttpPoolProperties;
import io.github.httppool.autoconfigure.properties.WrittenProperties;
import io.github.httppool.boot.LoadBalancers;
import io.github.httppool.boot.PooledConnectors;
import io.github.httppool.boot.PooledHttpClientFactories;
import io.github.httppool.boot.PooledRequestFactories;
import io.github.httppool.boot.ReloadableBundles;
import io.github.httppool.boot.ServiceNameHint;
import io.github.httppool.boot.TransportHints;
import io.github.httppool.boot.WarmedClients;
import io.github.httppool.client.HttpPoolCustomizer;
import io.github.httppool.events.EventRecorder;
import io.github.httppool.netty.ReactorHttpPools;
import io.github.httppool.netty.SharedResources;
import io.github.httppool.pool.DescriptorGuard;
import io.github.httppool.sockets.FileDescriptors;
import io.github.httppool.sockets.LocalPorts;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
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
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Auto-configuration of the pools, and of Spring Boot's client builders, so that every
 * client built with them runs on the shared pool.
 */
@AutoConfiguration(after = HttpPoolPropertiesAutoConfiguration.class,
		before = { ImperativeHttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class })
@ConditionalOnBooleanProperty(name = "httppool.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(HttpPools.class)
@ImportRuntimeHints(TransportHints.class)
public final class HttpPoolAutoConfiguration {

	private static final Log logger = LogFactory.getLog(HttpPoolAutoConfiguration.class);

	private static final String POOLS = "httpPools";

	/**
	 * With lazy initialization, too, calls in progress are drained at shutdown, an
	 * unusable setting stops the startup, and connections are kept ready.
	 */
	@Bean
	static LazyInitializationExcludeFilter httpPoolLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(HttpPoolLifecycle.class, HttpPoolWarmUp.class,
				SettingsCheck.class, ExecutorShutdownOrder.class);
	}

	@Bean(POOLS)
	ReactorHttpPools httpPools(EffectiveProperties properties, ClientDefaults defaults,
			ObjectProvider<HttpPoolListener> listeners, ObjectProvider<PooledRequestFactories> requestFactories,
			ObjectProvider<PooledConnectors> connectors, ResourceLoader resourceLoader,
			ConfigurableEnvironment environment) {
		TransportCheck.check(properties.transport(), new WrittenProperties(environment));
		PoolsInWords.lines(properties, defaults).forEach(logger::info);
		ReactorHttpPools pools = new ReactorHttpPools(properties.dividedSettings(properties.fleet().replicas()),
				properties.maxTotalConnections(), properties.maxTotalIdleConnections(), shared(properties),
				listeners.orderedStream().toList(), properties.drainTimeout());
		WarmedClients clients = new WarmedClients(requestFactories, connectors, resourceLoader.getClassLoader());
		pools.names().forEach((name) -> pools.get(name).warmUps().openFor(() -> clients.of(name)));
		return pools;
	}

	@Bean
	LiveSettings httpPoolLiveSettings(ReactorHttpPools pools, EffectiveProperties properties) {
		return new LiveSettings(pools, properties);
	}

	private static SharedResources shared(EffectiveProperties properties) {
		return new SharedResources(properties.eventLoops().number(), properties.transport(),
				new DescriptorGuard(FileDescriptors::count), LocalPorts.onLinux()::to,
				new EventRecorder(properties.eventsSize()));
	}

	@Bean
	HttpPoolWarmUp httpPoolWarmUp(ReactorHttpPools pools, EffectiveProperties properties, HttpPoolProperties bound) {
		return new HttpPoolWarmUp(pools, properties.pools(), bound.loadBalancedClients());
	}

	@Bean
	WarmUpReadiness httpPoolWarmUpReadiness(HttpPoolWarmUp warmUp) {
		return new WarmUpReadiness(warmUp);
	}

	@Bean
	PooledHttpClientFactories httpPoolClientsByPool(ReactorHttpPools pools, ClientDefaults defaults,
			ObjectProvider<SslBundles> sslBundles, ObjectProvider<HttpPoolCustomizer> customizers,
			HttpPoolProperties properties, ListableBeanFactory beanFactory, ResourceLoader resourceLoader) {
		LoadBalancers balancers = new LoadBalancers(beanFactory, resourceLoader.getClassLoader(), () -> false);
		ServiceNameHint hint = new ServiceNameHint(properties.loadBalancedClients()::contains, balancers::arePresent);
		return new PooledHttpClientFactories(pools, defaults::get, new ReloadableBundles(sslBundles.getIfAvailable()),
				Stream.concat(customizers.orderedStream(), Stream.of(hint)).toList());
	}

	@Bean
	SettingsCheck httpPoolSettingsCheck(PooledHttpClientFactories clients, ListableBeanFactory beanFactory) {
		return new SettingsCheck(clients, beanFactory);
	}

	@Bean
	HttpPoolLifecycle httpPoolLifecycle(ReactorHttpPools pools) {
		return new HttpPoolLifecycle(pools);
	}

	@Bean
	static ExecutorShutdownOrder httpPoolExecutorShutdownOrder(ConfigurableListableBeanFactory beanFactory) {
		return new ExecutorShutdownOrder(beanFactory, POOLS);
	}

	/**
	 * {@code RestClient} and {@code RestTemplate}.
	 */
	@Configuration(proxyBeanMethods = false)
	static class ImperativeConfiguration {

		@Bean
		PooledRequestFactories httpPoolRequestFactories(PooledHttpClientFactories clients, Environment environment,
				ObjectProvider<ClientHttpRequestFactoryBuilderCustomizer<?>> customizers) {
			return new PooledRequestFactories(clients, streamingBodyExecutor(environment),
					customizers.orderedStream().toList());
		}

		private static Executor streamingBodyExecutor(Environment environment) {
			return Threading.VIRTUAL.isActive(environment) ? new VirtualThreadTaskExecutor("httppool-body-")
					: (task) -> Schedulers.boundedElastic().schedule(task);
		}

		/**
		 * Defined here rather than customized, because Spring Boot would choose another
		 * client library if it is on the class path, and defines no builder in a reactive
		 * web application.
		 */
		@Bean(OptOutReporter.REQUEST_FACTORY_BUILDER)
		@ConditionalOnProperty(name = ClientLibraries.FACTORY_PROPERTY, havingValue = "reactor", matchIfMissing = true)
		@ConditionalOnMissingBean(ClientHttpRequestFactoryBuilder.class)
		ClientHttpRequestFactoryBuilder<?> httpPoolClientHttpRequestFactoryBuilder(PooledRequestFactories factories,
				ObjectProvider<IgnoredCustomizers> ignored) {
			return factories.sharedBuilder((customizer, customization) -> ignored
				.ifAvailable((noted) -> noted.note(customizer, customization)));
		}

	}

	/**
	 * {@code WebClient}.
	 */
	@Configuration(proxyBeanMethods = false)
	static class ReactiveConfiguration {

		/**
		 * Ordered after Spring Boot's own customizer at 0, which sets its own client and
		 * event loops, and before the application's customizers.
		 */
		@Bean
		@Order(1)
		ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> httpPoolClientHttpConnectorBuilderCustomizer(
				PooledHttpClientFactories clients) {
			return PooledConnectors.onPool(clients);
		}

		@Bean
		PooledConnectors httpPoolConnectors(PooledHttpClientFactories clients,
				ObjectProvider<ClientHttpConnectorBuilderCustomizer<?>> customizers) {
			return new PooledConnectors(clients, customizers.orderedStream().toList());
		}

		@Bean(OptOutReporter.CONNECTOR_BUILDER)
		@ConditionalOnProperty(name = ClientLibraries.CONNECTOR_PROPERTY, havingValue = "reactor",
				matchIfMissing = true)
		@ConditionalOnMissingBean(ClientHttpConnectorBuilder.class)
		ClientHttpConnectorBuilder<?> httpPoolClientHttpConnectorBuilder(PooledConnectors connectors) {
			return connectors.sharedBuilder();
		}

	}

}
