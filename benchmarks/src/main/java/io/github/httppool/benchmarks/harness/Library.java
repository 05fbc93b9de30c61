package io.github.httppool.benchmarks.harness;

import java.util.Map;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.JdkClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;

/**
 * A library that Spring Boot can put under its clients.
 */
enum Library {

	JDK("jdk", JdkClientHttpRequestFactoryBuilder.class, JdkClientHttpConnectorBuilder.class),

	JETTY("jetty", JettyClientHttpRequestFactoryBuilder.class, JettyClientHttpConnectorBuilder.class),

	HTTP_COMPONENTS("http-components", HttpComponentsClientHttpRequestFactoryBuilder.class,
			HttpComponentsClientHttpConnectorBuilder.class),

	REACTOR("reactor", ReactorClientHttpRequestFactoryBuilder.class, ReactorClientHttpConnectorBuilder.class);

	private final String name;

	private final Class<?> imperative;

	private final Class<?> reactive;

	Library(String name, Class<? extends ClientHttpRequestFactoryBuilder<?>> imperative,
			Class<? extends ClientHttpConnectorBuilder<?>> reactive) {
		this.name = name;
		this.imperative = imperative;
		this.reactive = reactive;
	}

	/**
	 * Returns the properties that choose it, without this starter.
	 */
	Map<String, Object> properties() {
		return Map.of("httppool.enabled", false, "spring.http.clients.imperative.factory", this.name,
				"spring.http.clients.reactive.connector", this.name);
	}

	/**
	 * Fails unless it makes the clients of an application.
	 */
	void verifyUse(ClientApplication application) {
		verify(this.imperative, application.bean(ClientHttpRequestFactoryBuilder.class));
		verify(this.reactive, application.bean(ClientHttpConnectorBuilder.class));
	}

	private void verify(Class<?> expected, Object builder) {
		if (!expected.isInstance(builder)) {
			throw new IllegalStateException("%s makes the client, not %s".formatted(builder.getClass(), this.name));
		}
	}

}
