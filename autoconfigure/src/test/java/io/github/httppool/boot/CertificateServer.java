package io.github.httppool.boot;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLPeerUnverifiedException;

import io.github.httppool.RawServer;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.resources.LoopResources;

/**
 * A server that wants to see a certificate of its clients, and counts which it is shown.
 */
final class CertificateServer implements AutoCloseable {

	private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();

	private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();

	/**
	 * Those that Reactor Netty shares end with the first application that has them, which
	 * takes 2 s.
	 */
	private final LoopResources loops = LoopResources.create("certificate-server", 1, true);

	private final DisposableServer server;

	CertificateServer(ClientCertificate... trusted) {
		Http11SslContextSpec tls = Http11SslContextSpec
			.forServer(RawServer.class.getResourceAsStream("netty/server.crt"),
					RawServer.class.getResourceAsStream("netty/server.key"))
			.configure((builder) -> builder.clientAuth(ClientAuth.REQUIRE)
				.trustManager(
						Arrays.stream(trusted).map(ClientCertificate::certificate).toArray(X509Certificate[]::new)));
		this.server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.runOn(this.loops)
			.secure((spec) -> spec.sslContext(tls))
			.route((routes) -> routes.get("/", (request, response) -> response.sendString(Mono.just(shown(request))))
				.get("/slow/{millis}",
						(request,
								response) -> response.sendString(Mono.just(shown(request))
									.delayElement(Duration.ofMillis(Long.parseLong(request.param("millis")))))))
			.bindNow();
	}

	private String shown(HttpServerRequest request) {
		String[] name = new String[1];
		request.withConnection((connection) -> name[0] = shown(connection));
		this.requests.computeIfAbsent(name[0], (key) -> new AtomicInteger()).incrementAndGet();
		return name[0];
	}

	/**
	 * The connection that is told of is one of a request: its channel is the socket's.
	 */
	private String shown(Connection connection) {
		try {
			String name = connection.channel()
				.pipeline()
				.get(SslHandler.class)
				.engine()
				.getSession()
				.getPeerPrincipal()
				.getName()
				.substring("CN=".length());
			countOpen(connection, name);
			return name;
		}
		catch (SSLPeerUnverifiedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void countOpen(Connection connection, String name) {
		Attribute<String> mark = connection.channel().attr(AttributeKey.valueOf("shown"));
		if (mark.setIfAbsent(name) == null) {
			AtomicInteger count = this.open.computeIfAbsent(name, (key) -> new AtomicInteger());
			count.incrementAndGet();
			connection.channel().closeFuture().addListener((close) -> count.decrementAndGet());
		}
	}

	String url(String path) {
		return "https://127.0.0.1:" + this.server.port() + path;
	}

	/** Requests on connections that have shown a certificate. */
	int requests(ClientCertificate certificate) {
		return count(this.requests, certificate);
	}

	/** Connections that have shown a certificate and are open. */
	int open(ClientCertificate certificate) {
		return count(this.open, certificate);
	}

	private static int count(Map<String, AtomicInteger> counts, ClientCertificate certificate) {
		AtomicInteger count = counts.get(certificate.name());
		return (count != null) ? count.get() : 0;
	}

	@Override
	public void close() {
		this.server.disposeNow();
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
	}

}
