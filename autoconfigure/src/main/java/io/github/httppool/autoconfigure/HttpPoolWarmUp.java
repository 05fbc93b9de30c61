package io.github.httppool.autoconfigure;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.httppool.WarmUp;
import io.github.httppool.autoconfigure.properties.EffectivePool;
import io.github.httppool.netty.KeptConnections;
import io.github.httppool.netty.ReactorHttpPools;

import org.springframework.context.SmartLifecycle;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Has the pools keep connections ready for the base URLs of their clients. Starts before
 * the web server, and does not wait for them. A stop is the business of
 * {@link HttpPoolLifecycle}: from a drain on none is kept, until the next start.
 */
final class HttpPoolWarmUp implements SmartLifecycle {

	private final ReactorHttpPools pools;

	private final Map<String, EffectivePool> configured;

	private final Set<String> loadBalanced;

	private final List<KeptConnections> awaited = new ArrayList<>();

	private boolean begun;

	private volatile boolean running;

	/**
	 * Creates it.
	 * @param pools the pools
	 * @param configured their configuration, by name
	 * @param loadBalanced names of the clients that are load-balanced
	 */
	HttpPoolWarmUp(ReactorHttpPools pools, Map<String, EffectivePool> configured, Set<String> loadBalanced) {
		this.pools = pools;
		this.configured = configured;
		this.loadBalanced = loadBalanced;
	}

	@Override
	public void start() {
		if (!this.begun) {
			this.begun = true;
			this.configured.forEach(this::begin);
		}
		this.running = true;
	}

	private void begin(String name, EffectivePool pool) {
		String baseUrl = pool.baseUrl();
		int min = pool.settings().pool().minIdleConnections();
		// The base URL of one that is load-balanced names no host.
		if (baseUrl == null || min == 0 || this.loadBalanced.contains(name)) {
			return;
		}
		KeptConnections kept = this.pools.get(name).warmUps().keep(server(baseUrl));
		if (pool.settings().pool().warmUp() == WarmUp.READINESS) {
			this.awaited.add(kept);
		}
	}

	/**
	 * The path may have variables.
	 */
	private static URI server(String baseUrl) {
		UriComponents url = UriComponentsBuilder.fromUriString(baseUrl).build();
		return UriComponentsBuilder.newInstance()
			.scheme(url.getScheme())
			.host(url.getHost())
			.port(url.getPort())
			.build()
			.toUri();
	}

	/**
	 * Returns what the application waits for before it is ready.
	 * @return the connections
	 */
	List<KeptConnections> awaited() {
		return List.copyOf(this.awaited);
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * A context that is only paused between tests keeps its connections.
	 */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return HttpPoolLifecycle.PHASE;
	}

}
