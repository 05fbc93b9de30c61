package io.github.httppool.discovery;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/**
 * An application with the starter that is registered with Eureka, one of several of its
 * name.
 */
final class Instance implements AutoCloseable {

	private static final String APPLICATION = "shop";

	private final ConfigurableApplicationContext context;

	/**
	 * Starts it.
	 * @param id its name among the others
	 * @param eureka where to register
	 * @param configuration a file of properties
	 * @param replicas how many instances there are until it has counted them
	 */
	Instance(String id, String eureka, Path configuration, int replicas) {
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--spring.application.name=" + APPLICATION,
					"--spring.config.additional-location=file:" + configuration,
					"--httppool.fleet.replicas=" + replicas, "--eureka.client.service-url.defaultZone=" + eureka,
					"--eureka.client.registry-fetch-interval-seconds=1", "--eureka.instance.instance-id=" + id,
					"--eureka.instance.hostname=127.0.0.1", "--eureka.instance.non-secure-port=8080",
					// The server brings a transport that only servers can use.
					"--eureka.client.jersey.enabled=false",
					// After a fetch that was slow, the next one would come later and
					// later.
					"--eureka.client.cache-refresh-executor-exponential-back-off-bound=1");
	}

	HttpPool pool(String name) {
		return bean(HttpPools.class).get(name);
	}

	/**
	 * Returns how many connections a pool may have per remote host.
	 */
	int limit(String pool) {
		return pool(pool).settings().pool().maxConnections();
	}

	/**
	 * Returns how many instances of its name it knows.
	 */
	int knownInstances() {
		return bean(DiscoveryClient.class).getInstances(APPLICATION).size();
	}

	/**
	 * Returns how often it has fetched the registry since it was started.
	 */
	int fetches() {
		return bean(Application.class).fetches.get();
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final AtomicInteger fetches = new AtomicInteger();

		@EventListener
		void fetched(HeartbeatEvent event) {
			this.fetches.incrementAndGet();
		}

	}

}
