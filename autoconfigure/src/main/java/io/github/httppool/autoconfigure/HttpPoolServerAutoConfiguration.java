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
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Auto-configuration of the event loops of a web server beside those of the pools: they
 * are the same if that is asked for.
 */
@AutoConfiguration(after = HttpPoolAutoConfiguration.class)
@ConditionalOnBean(ReactorHttpPools.class)
public final class HttpPoolServerAutoConfiguration {

	private static final String EVENT_LOOPS = "httppool.event-loops";

	/**
	 * They are to be the same.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = EVENT_LOOPS, havingValue = "shared")
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
	 * Nobody has said what they are to be: the property is missing, as the value asked
	 * for here is not allowed.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = EVENT_LOOPS, havingValue = "unset", matchIfMissing = true)
	@ConditionalOnClass(NettyReactiveWebServerFactory.class)
	static class UnsetConfiguration {

		@Bean
		ServerBesideEventLoops httpPoolServerBesideEventLoops() {
			return new ServerBesideEventLoops();
		}

	}

}
