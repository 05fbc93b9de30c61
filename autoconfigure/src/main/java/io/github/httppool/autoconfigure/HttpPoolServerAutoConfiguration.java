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
 * Auto-configuration of the event loops that pools and web server share, if that is asked
 * for.
 */
@AutoConfiguration(after = HttpPoolAutoConfiguration.class)
@ConditionalOnProperty(name = "httppool.event-loops", havingValue = "shared")
@ConditionalOnBean(ReactorHttpPools.class)
public final class HttpPoolServerAutoConfiguration {

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
