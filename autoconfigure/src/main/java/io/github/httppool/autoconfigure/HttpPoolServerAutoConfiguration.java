package io.github.httppool.autoconfigure;

import io.github.httppool.netty.ReactorHttpPools;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Auto-configuration that lets a web server run on the event loops of the pools, or logs
 * that it could.
 */
@AutoConfiguration(after = HttpPoolAutoConfiguration.class)
@ConditionalOnBean(ReactorHttpPools.class)
public final class HttpPoolServerAutoConfiguration {

	/**
	 * {@code httppool.event-loops} is {@code shared}.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "httppool.event-loops", havingValue = "shared")
	static class SharedConfiguration {

		/**
		 * With lazy initialization, too, the log says what became of it.
		 */
		@Bean
		static LazyInitializationExcludeFilter httpPoolSharedEventLoopsLazyInitializationExcludeFilter() {
			return LazyInitializationExcludeFilter.forBeanTypes(SharedEventLoops.class);
		}

		@Bean
		SharedEventLoops httpPoolSharedEventLoops() {
			return new SharedEventLoops();
		}

		/**
		 * The server of a reactive application.
		 */
		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(NettyReactiveWebServerFactory.class)
		static class NettyServerConfiguration {

			@Bean
			ServerOnEventLoops httpPoolServerOnEventLoops(ObjectProvider<ReactorHttpPools> pools,
					ObjectProvider<ReactorResourceFactory> resources, SharedEventLoops shared) {
				return new ServerOnEventLoops(pools, resources, shared);
			}

		}

	}

	/**
	 * {@code WebClient} is on the pools, and the server may not be.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(NettyReactiveWebServerFactory.class)
	@ConditionalOnBean(name = OptOutReporter.CONNECTOR_BUILDER)
	static class PooledWebClientConfiguration {

		@Bean
		ServerBesideEventLoops httpPoolServerBesideEventLoops(ObjectProvider<ReactorResourceFactory> resources,
				Environment environment) {
			return new ServerBesideEventLoops(resources, environment);
		}

	}

}
