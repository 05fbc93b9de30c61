package io.github.httppool.benchmarks.isolation;

import java.net.URI;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

import io.github.httppool.HttpPool;
import io.github.httppool.benchmarks.harness.ClientApplication;
import io.github.httppool.benchmarks.harness.Upstream;
import io.github.httppool.benchmarks.harness.Variant;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * How an application may call its dependencies: with a client and a pool for each, or
 * with one client for both.
 */
enum IsolationVariant {

	REST_NAMED("RestClient, a pool each", Variant.REST_OURS, true),

	WEB_NAMED("WebClient, a pool each", Variant.WEB_OURS, true),

	REST_SHARED("RestClient, one pool", Variant.REST_OURS, false),

	REST_HC5("RestClient, Apache HC5", Variant.REST_HC5, false);

	/**
	 * Time-outs are this starter's; Spring Boot sets none for other clients. Reactor
	 * Netty would log each call that times out, with a stack trace.
	 */
	private static final Map<String, Object> PROPERTIES = Map.of("httppool.timeouts.acquire", "500ms",
			"httppool.timeouts.response", "1s", "logging.level.reactor.netty", "error");

	private final String title;

	private final Variant client;

	private final boolean named;

	IsolationVariant(String title, Variant client, boolean named) {
		this.title = title;
		this.client = client;
		this.named = named;
	}

	static IsolationVariant of(String key) {
		return valueOf(key.toUpperCase().replace('-', '_'));
	}

	String key() {
		return name().toLowerCase().replace('_', '-');
	}

	String title() {
		return this.title;
	}

	ClientApplication start(URI server) {
		Map<String, Object> properties = new HashMap<>(PROPERTIES);
		if (this.named) {
			for (Dependency dependency : Dependency.values()) {
				properties.put("httppool.clients.%s.base-url".formatted(dependency.pool()), server);
			}
		}
		return new ClientApplication(this.client, server, properties);
	}

	/**
	 * Returns a call of each dependency, whose thread waits for the answer.
	 */
	Map<Dependency, Runnable> calls(ClientApplication application) {
		if (!this.named) {
			RestClient client = application.restClient();
			return forEach((dependency) -> call(client, dependency));
		}
		return forEach(
				(dependency) -> this.client.isReactive() ? call(application.webClient(dependency.pool()), dependency)
						: call(application.restClient(dependency.pool()), dependency));
	}

	private static Map<Dependency, Runnable> forEach(Function<Dependency, Runnable> call) {
		Map<Dependency, Runnable> calls = new EnumMap<>(Dependency.class);
		for (Dependency dependency : Dependency.values()) {
			calls.put(dependency, call.apply(dependency));
		}
		return calls;
	}

	private static Runnable call(RestClient client, Dependency dependency) {
		return () -> Upstream.check(client.get().uri(dependency.path()).retrieve().body(String.class));
	}

	private static Runnable call(WebClient client, Dependency dependency) {
		return () -> Upstream.check(client.get().uri(dependency.path()).retrieve().bodyToMono(String.class).block());
	}

	/**
	 * Fails unless the dependencies were called on the pools that this is about.
	 */
	void verifyUse(ClientApplication application) {
		for (Dependency dependency : Dependency.values()) {
			application.verifyUse(this.named ? dependency.pool() : HttpPool.DEFAULT);
		}
	}

}
