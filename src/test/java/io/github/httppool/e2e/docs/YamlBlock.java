package io.github.httppool.e2e.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.autoconfigure.properties.HttpPoolProperties;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;

/**
 * A block of YAML of the documentation that configures an application.
 *
 * @param source its properties
 */
record YamlBlock(EnumerablePropertySource<?> source) {

	/** A later block may show what an earlier one has, so each has a name of its own. */
	private static final AtomicInteger number = new AtomicInteger();

	static YamlBlock of(String text) throws IOException {
		ByteArrayResource resource = new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8));
		return new YamlBlock((EnumerablePropertySource<?>) new YamlPropertySourceLoader()
			.load("block " + number.incrementAndGet(), resource)
			.get(0));
	}

	List<String> properties() {
		return List.of(this.source.getPropertyNames());
	}

	/**
	 * Says whether it is for Kubernetes.
	 */
	boolean isManifest() {
		return properties().stream().allMatch((name) -> name.startsWith("spec."));
	}

	/**
	 * Says whether it needs files or libraries that are not here.
	 */
	boolean needsMore() {
		return properties().stream()
			.anyMatch((name) -> name.startsWith("spring.ssl.bundle.") || name.endsWith(".load-balanced")
					|| name.startsWith("resilience4j."));
	}

	/**
	 * Binds the properties of the pools, and fails on one that does not exist.
	 */
	void bind() {
		ConfigurationPropertySource properties = ConfigurationPropertySource.from(this.source);
		new Binder(properties).bindOrCreate("httppool", Bindable.of(HttpPoolProperties.class),
				new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
	}

	/**
	 * Starts an application with it, which checks the values, and closes it. Connections
	 * that should be ready at the start are not waited for, as their hosts do not exist.
	 */
	void use() {
		new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.config.name=none", "PROXY_PASSWORD=secret", "httppool.timeouts.dns=1ms",
					"httppool.timeouts.connect=1ms", "httppool.timeouts.tls-handshake=1ms")
			.initializers((starting) -> starting.getEnvironment().getPropertySources().addFirst(this.source))
			.run()
			.close();
	}

	@Override
	public String toString() {
		return String.join(", ", properties());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
