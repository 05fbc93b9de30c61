package io.github.httppool.benchmarks.field;

import java.util.HashMap;
import java.util.Map;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A Spring Boot application of one side.
 */
final class FieldApplication implements AutoCloseable {

	private static final Map<String, Object> QUIET = Map.of("spring.main.banner-mode", "off", "logging.level.root",
			"warn", "spring.main.log-startup-info", false, "logging.level.io.github.httppool", "info");

	private final Side side;

	private final ConfigurableApplicationContext context;

	/**
	 * Starts the application.
	 * @param side whose clients it has
	 * @param library what is under the clients of {@link Side#BEFORE}, as
	 * {@code spring.http.clients.imperative.factory} has it
	 * @param type whether it has a web server
	 * @param configured properties of the application; those of this starter count for
	 * {@link Side#AFTER} only
	 * @param components its classes
	 */
	FieldApplication(Side side, String library, WebApplicationType type, Map<String, Object> configured,
			Class<?>... components) {
		this.side = side;
		Map<String, Object> properties = new HashMap<>(QUIET);
		properties.putAll(configured);
		if (side == Side.BEFORE) {
			properties.keySet().removeIf((name) -> name.startsWith("httppool."));
			properties.put("httppool.enabled", false);
			properties.put("spring.http.clients.imperative.factory", library);
		}
		this.context = new SpringApplicationBuilder(Configuration.class).sources(components)
			.web(type)
			.properties(properties)
			.run();
		if (this.context.getBeansOfType(HttpPools.class).isEmpty() == (side == Side.AFTER)) {
			throw new IllegalStateException("The starter must be in use after, and only then");
		}
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	HttpPool pool(String name) {
		return bean(HttpPools.class).get(name);
	}

	/**
	 * Fails unless calls went through the pools, where there are some.
	 */
	void verifyUse(String... pools) {
		if (this.side == Side.AFTER) {
			for (String pool : pools) {
				if (pool(pool).snapshot().acquired() == 0) {
					throw new IllegalStateException("No call went through the pool '%s'".formatted(pool));
				}
			}
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * Without component scan: it would find the applications of all experiments.
	 */
	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Configuration {

	}

}
