package io.github.httppool.autoconfigure;

import io.github.httppool.autoconfigure.properties.EffectiveProperties;
import io.github.httppool.fleet.FleetWatch;
import io.github.httppool.netty.ReactorHttpPools;

import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.cloud.client.discovery.event.InstanceRegisteredEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of how the limits that replicas share follow Spring Cloud's service
 * discovery.
 */
@AutoConfiguration(after = HttpPoolAutoConfiguration.class,
		afterName = "org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration")
@ConditionalOnClass(name = HttpPoolFleetAutoConfiguration.DISCOVERY_CLIENT)
@ConditionalOnBean(value = ReactorHttpPools.class, type = HttpPoolFleetAutoConfiguration.DISCOVERY_CLIENT)
@ConditionalOnBooleanProperty(name = "httppool.fleet.discovery", matchIfMissing = true)
@ConditionalOnProperty("spring.application.name")
public final class HttpPoolFleetAutoConfiguration {

	/** By name, because most applications do not have it. */
	static final String DISCOVERY_CLIENT = "org.springframework.cloud.client.discovery.DiscoveryClient";

	/**
	 * With lazy initialization, no bean would cause the watch to be created.
	 */
	@Bean
	static LazyInitializationExcludeFilter httpPoolFleetLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(FleetWatch.class);
	}

	@Bean
	FleetWatch httpPoolFleetWatch(DiscoveryClient discovery, LiveSettings settings, EffectiveProperties properties,
			Environment environment) {
		String application = environment.getRequiredProperty("spring.application.name");
		FleetWatch watch = new FleetWatch(() -> discovery.getInstances(application).size(),
				properties.fleet().replicas(), settings::discovered);
		settings.onFleetLimits(watch::want);
		return watch;
	}

	/**
	 * The registry was fetched again.
	 */
	@Bean
	ApplicationListener<HeartbeatEvent> httpPoolFleetHeartbeatListener(FleetWatch watch) {
		return new LookUpon<>(watch) {
		};
	}

	/**
	 * This instance is known from now on.
	 */
	@Bean
	ApplicationListener<InstanceRegisteredEvent<?>> httpPoolFleetRegistrationListener(FleetWatch watch) {
		return new LookUpon<>(watch) {
		};
	}

	/**
	 * Has the replicas counted upon an event. Its subclasses tell Spring of which type.
	 */
	private abstract static class LookUpon<E extends ApplicationEvent> implements ApplicationListener<E> {

		private final FleetWatch watch;

		LookUpon(FleetWatch watch) {
			this.watch = watch;
		}

		@Override
		public void onApplicationEvent(E event) {
			this.watch.lookSoon();
		}

	}

}
