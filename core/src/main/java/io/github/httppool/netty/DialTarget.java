package io.github.httppool.netty;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;

import io.netty.resolver.AddressResolverGroup;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientConfig;
import reactor.netty.transport.TransportConfig;
import reactor.util.context.ContextView;

/**
 * What a client would dial for a call to a server. Reactor Netty decides that on the way
 * of a call (TLS, proxy, address, what the application has put in between), and offers no
 * other way to it. So a call is sent on its way that ends where it would ask for a
 * connection: nothing of it is seen by the pool, nor by the server.
 */
final class DialTarget {

	private final MonoSink<ReactorConnector.Config> sink;

	private final String uri;

	private DialTarget(MonoSink<ReactorConnector.Config> sink, String uri) {
		this.sink = sink;
		this.uri = uri;
	}

	/**
	 * Finds out what a client would dial.
	 * @param pool the pool
	 * @param client a client of the pool
	 * @param server where to
	 * @return what it dials with, for no call; fails with what code of the application
	 * throws on the way, or if that takes longer than a call may until it is answered
	 */
	static Mono<ReactorConnector.Config> of(ReactorHttpPool pool, HttpClient client, URI server) {
		return Mono.create((sink) -> {
			DialTarget target = new DialTarget(sink, server.toString());
			Disposable call = client.get()
				.uri(target.uri)
				.response()
				.contextWrite((context) -> context.put(DialTarget.class, target))
				.subscribe((response) -> sink.error(notAsked(server)), sink::error, () -> sink.error(notAsked(server)));
			Duration longest = pool.settings().timeouts().untilResponse();
			Disposable limit = pool.after(longest, () -> sink.error(tooLate(server, longest)));
			sink.onDispose(() -> {
				limit.dispose();
				call.dispose();
			});
		});
	}

	private static IOException tooLate(URI server, Duration longest) {
		return new IOException("the client of %s has not asked the pool for a connection within %d ms".formatted(server,
				longest.toMillis()));
	}

	private static IllegalStateException notAsked(URI server) {
		return new IllegalStateException("the client of " + server + " has not asked the pool for a connection");
	}

	/**
	 * Returns whether a call is to find out what is dialed, and does not want a
	 * connection. If so, it is told and waits until it is given up, at once. A call that
	 * is made on its way, to fetch a token for example, finds the same in its context,
	 * but goes elsewhere.
	 */
	static boolean isAskedFor(ContextView context, TransportConfig config, SocketAddress remote,
			AddressResolverGroup<?> resolver) {
		DialTarget target = context.getOrDefault(DialTarget.class, null);
		if (target == null || !(config instanceof HttpClientConfig http) || !target.uri.equals(http.uri())) {
			return false;
		}
		target.sink.success(new ReactorConnector.Config(config, remote, resolver, null));
		return true;
	}

}
