package io.github.httppool.sample.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.util.Assert;

/**
 * The running upstreams: one loopback server for each {@link Upstream} that does not run
 * elsewhere. They have their own event loops, so that their work never counts as work of
 * the clients.
 * <p>
 * They start before everything that could call them and stop after it. The ports may
 * change on a restart: get the {@link #uri(String) URI} for each call.
 */
@Component
public class UpstreamServers implements SmartLifecycle {

	private static final String LOOPBACK = "127.0.0.1";

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

	private final Collection<Upstream> upstreams;

	private final UpstreamProperties properties;

	private volatile Map<String, DisposableServer> servers = Map.of();

	private volatile @Nullable LoopResources loops;

	UpstreamServers(Collection<Upstream> upstreams, UpstreamProperties properties) {
		this.upstreams = upstreams;
		this.properties = properties;
		properties.ports().keySet().forEach(this::requireKnown);
		properties.addresses().keySet().forEach(this::requireKnown);
	}

	/**
	 * Fails, naming the known upstreams, unless there is an upstream of this name.
	 * @param name name of an upstream
	 */
	public void requireKnown(String name) {
		TreeSet<String> names = new TreeSet<>(this.upstreams.stream().map(Upstream::name).toList());
		Assert.isTrue(names.contains(name), () -> "there is no upstream '%s', only %s".formatted(name, names));
	}

	/**
	 * Returns where the upstream listens now.
	 * @param name name of an upstream
	 * @return its root URI
	 */
	public URI uri(String name) {
		URI elsewhere = this.properties.addresses().get(name);
		return (elsewhere != null) ? elsewhere : uriOfServer(name);
	}

	private URI uriOfServer(String name) {
		DisposableServer server = this.servers.get(name);
		Assert.state(server != null, () -> "upstream '%s' is not running".formatted(name));
		return URI.create("http://%s:%d/".formatted(LOOPBACK, server.port()));
	}

	@Override
	public void start() {
		LoopResources loops = LoopResources.create("sample-upstream", 1, true);
		this.loops = loops;
		Map<String, DisposableServer> servers = new TreeMap<>();
		this.upstreams.stream()
			.filter((upstream) -> !this.properties.runElsewhere(upstream.name()))
			.forEach((upstream) -> servers.put(upstream.name(), bind(upstream, loops)));
		this.servers = servers;
	}

	private DisposableServer bind(Upstream upstream, LoopResources loops) {
		HttpServer server = HttpServer.create().host(LOOPBACK).port(this.properties.port(upstream.name())).runOn(loops);
		return upstream.answering(server).bindNow();
	}

	@Override
	public void stop() {
		LoopResources loops = this.loops;
		if (loops != null) {
			this.servers.values().forEach((server) -> server.disposeNow(STOP_TIMEOUT));
			// Remaining connections are closed with the event loops.
			loops.disposeLater(Duration.ZERO, STOP_TIMEOUT).block();
		}
		this.servers = Map.of();
		this.loops = null;
	}

	@Override
	public boolean isRunning() {
		return this.loops != null;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
