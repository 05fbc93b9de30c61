package io.github.httppool.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.httppool.RawServer;
import io.github.httppool.netty.BlackHole;
import io.github.httppool.netty.SilentNameServer;
import io.netty.channel.ChannelOption;
import io.netty.resolver.AddressResolverGroup;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.RequestEntity;

/**
 * Calls of all clients, at the same time, that something keeps from ending: an
 * application, and what it calls. Proves at the end that nothing leaked.
 */
final class HinderedCalls implements AutoCloseable {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final int SEND_BUFFER = 64 * 1024;

	private static final List<String> TIMEOUTS = List.of("acquire", "dns", "connect", "tls-handshake", "response",
			"read-idle", "write-idle");

	private final CountDownLatch over = new CountDownLatch(1);

	private final SilentNameServer nameServer = new SilentNameServer();

	private final RawServer server = new RawServer();

	private final Hindrance hindrance;

	private final boolean limited;

	private final Duration dns;

	private final Duration pace;

	private final PooledApplication application;

	private final RequestEntity<?> request;

	private @Nullable URI closedPort;

	private @Nullable BlackHole blackHole;

	private @Nullable Future<?> occupant;

	private HinderedCalls(Hindrance hindrance, boolean limited, Duration dns, Duration pace, Stream<String> timeouts) {
		this.hindrance = hindrance;
		this.limited = limited;
		this.dns = dns;
		this.pace = pace;
		this.server.serving((client) -> hindrance.serve(client, this));
		this.application = PooledApplication.withNothingConfigured()
			.with(Stream.concat(timeouts, hindrance.settings())
				.map((property) -> "httppool." + property)
				.toArray(String[]::new))
			.customizing((client) -> hindrance.customize(client, this));
		this.application.pool();
		this.request = hindrance.request(this);
	}

	/**
	 * Makes calls that only the limit in question ends.
	 */
	static HinderedCalls within(Duration limit, Hindrance hindrance) {
		Stream<String> others = TIMEOUTS.stream()
			.filter((timeout) -> !timeout.equals(hindrance.limit()))
			.map((timeout) -> timeout(timeout, LONG));
		String total = "total".equals(hindrance.limit()) ? "" : "timeouts.total=0";
		Stream<String> tight = Stream.of(total, timeout(hindrance.limit(), limit)).filter((set) -> !set.isEmpty());
		return new HinderedCalls(hindrance, true, limit, limit.dividedBy(5), Stream.concat(others, tight));
	}

	/**
	 * Makes calls of an application in which no timeout is set.
	 */
	static HinderedCalls unlessSet(Hindrance hindrance) {
		return new HinderedCalls(hindrance, false, Duration.ofSeconds(2), Duration.ofSeconds(1), Stream.empty());
	}

	private static String timeout(@Nullable String name, Duration value) {
		return (name != null) ? "timeouts.%s=%dms".formatted(name, value.toMillis()) : "";
	}

	// What is called

	URI server() {
		return this.server.uri("/");
	}

	URI closedPort() {
		if (this.closedPort == null) {
			this.closedPort = URI.create("http://127.0.0.1:%d/".formatted(portThatIsClosed()));
		}
		return this.closedPort;
	}

	private static int portThatIsClosed() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	URI blackHole() {
		if (this.blackHole == null) {
			this.blackHole = new BlackHole();
		}
		return URI.create(this.blackHole.url() + "/");
	}

	AddressResolverGroup<InetSocketAddress> silentResolver() {
		return this.nameServer.resolver(this.dns);
	}

	/**
	 * Unless nothing is set, keeps the operating system from taking more and more of an
	 * upload, which counts as if the server took it.
	 */
	HttpClient withFixedBuffer(HttpClient client) {
		return this.limited ? client.option(ChannelOption.SO_SNDBUF, SEND_BUFFER) : client;
	}

	/**
	 * Lets time pass on the server.
	 * @return whether the calls are over
	 */
	boolean isOverAfter(Duration time) throws InterruptedException {
		return this.over.await(time.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Returns how long a server that trickles waits before each drop.
	 */
	Duration pace() {
		return this.pace;
	}

	// The calls

	/**
	 * Makes the call with all clients.
	 * @return how it has ended for each of them
	 */
	List<CallEnding> endings() {
		if (this.hindrance.needsFullPool()) {
			occupyPool();
		}
		List<CompletableFuture<CallEnding>> endings = Arrays.stream(EveryClient.values())
			.map((client) -> CallEnding.of(this.hindrance, client, () -> client.send(this.application, this.request)))
			.toList();
		return endings.stream().map(CompletableFuture::join).toList();
	}

	private void occupyPool() {
		this.occupant = ClientKind.WEB_CLIENT.send(this.application, RequestEntity.get(server()).build());
		this.application.awaitCall();
	}

	/**
	 * Puts what was called into words in which it is not known.
	 * @param text names {@code HOST}, host and port of the request, or {@code SERVER}
	 */
	String named(String text) {
		return text.replace("HOST", this.request.getUrl().getAuthority()).replace("SERVER", server().getAuthority());
	}

	@Override
	public void close() throws IOException {
		this.over.countDown();
		if (this.occupant != null) {
			this.occupant.cancel(true);
		}
		try {
			this.application.end();
		}
		finally {
			this.server.close();
			this.nameServer.close();
			if (this.blackHole != null) {
				this.blackHole.close();
			}
		}
	}

}
