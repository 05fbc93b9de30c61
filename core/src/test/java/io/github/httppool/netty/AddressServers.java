package io.github.httppool.netty;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.Channel;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * HTTP servers on one port of several addresses: what a name with these addresses leads
 * to. {@code /} answers with the address, {@code /slow} a moment later, {@code /together}
 * once as many requests have come as are to be under way at once.
 */
public final class AddressServers implements AfterEachCallback, AutoCloseable {

	private static final int ATTEMPTS = 10;

	private final LoopResources loops = LoopResources.create("test-server", 1, true);

	private final Map<String, DisposableServer> servers = new ConcurrentHashMap<>();

	private final Map<Channel, String> channels = new ConcurrentHashMap<>();

	private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();

	private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();

	// On the servers' one thread only.
	private final List<Sinks.Empty<Void>> held = new ArrayList<>();

	private volatile int together = 1;

	private int port;

	public AddressServers(String... addresses) {
		for (int i = 0; this.port == 0; i++) {
			try {
				startAll(addresses);
			}
			catch (ChannelBindException ex) {
				// Somebody else has the port at one of the addresses.
				this.servers.values().forEach(DisposableServer::disposeNow);
				this.servers.clear();
				this.port = 0;
				if (i == ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private void startAll(String... addresses) {
		for (String address : addresses) {
			start(address);
		}
	}

	public void start(String address) {
		AtomicInteger connections = this.open.computeIfAbsent(address, (key) -> new AtomicInteger());
		AtomicInteger answered = this.requests.computeIfAbsent(address, (key) -> new AtomicInteger());
		DisposableServer server = HttpServer.create()
			.host(address)
			.port(this.port)
			.runOn(this.loops)
			.doOnChannelInit((observer, channel, remote) -> {
				connections.incrementAndGet();
				this.channels.put(channel, address);
				channel.closeFuture().addListener((closed) -> {
					connections.decrementAndGet();
					this.channels.remove(channel);
				});
			})
			.route((routes) -> routes.get("/", (request, response) -> {
				answered.incrementAndGet();
				return response.sendString(Mono.just(address));
			}).get("/slow", (request, response) -> {
				answered.incrementAndGet();
				return Mono.delay(Duration.ofMillis(500)).then(response.sendString(Mono.just(address)).then());
			}).get("/together", (request, response) -> {
				answered.incrementAndGet();
				return response.sendString(together().thenReturn(address));
			}))
			.bindNow();
		this.servers.put(address, server);
		this.port = server.port();
	}

	/**
	 * Has {@code /together} answer so many requests at once.
	 */
	public void together(int requests) {
		this.together = requests;
	}

	private Mono<Void> together() {
		Sinks.Empty<Void> answer = Sinks.empty();
		this.held.add(answer);
		if (this.held.size() == this.together) {
			List<Sinks.Empty<Void>> all = List.copyOf(this.held);
			this.held.clear();
			all.forEach(Sinks.Empty::tryEmitEmpty);
		}
		return answer.asMono();
	}

	/**
	 * Refuses connections at an address from now on; those that are open are closed.
	 */
	public void stop(String address) {
		this.servers.remove(address).disposeNow();
		this.channels.forEach((channel, of) -> {
			if (of.equals(address)) {
				channel.close();
			}
		});
	}

	public int port() {
		return this.port;
	}

	public String url(String path) {
		return "http://api.test:" + this.port + path;
	}

	public int open(String address) {
		return this.open.get(address).get();
	}

	public int requests(String address) {
		return this.requests.get(address).get();
	}

	@Override
	public void afterEach(ExtensionContext context) {
		close();
	}

	@Override
	public void close() {
		this.servers.values().forEach(DisposableServer::disposeNow);
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block();
	}

}
