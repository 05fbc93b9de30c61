package io.github.httppool.boot;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.stream.Stream;

import io.github.httppool.AcquireQueueFullException;
import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CallPhase;
import io.github.httppool.CallTimeoutException;
import io.github.httppool.RawServer;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.transport.ProxyProvider;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;

/**
 * What may keep a call from ending, in the order in which a call meets it, and what it is
 * to end with. In the words of a failure {@code HOST} is host and port, and {@code LIMIT}
 * the limit in milliseconds.
 */
enum Hindrance {

	QUEUE_FULL(null, AcquireQueueFullException.class, null,
			"no connection to HOST from pool 'default' and no place in its queue of 0") {

		@Override
		Stream<String> settings() {
			return Stream.of("pool.max-connections=1", "pool.max-pending-acquires=0");
		}

	},

	QUEUE("acquire", AcquireTimeoutException.class, null, "no connection to HOST from pool 'default' within ") {

		@Override
		Stream<String> settings() {
			return Stream.of("pool.max-connections=1");
		}

	},

	QUEUE_UNDER_TOTAL("total", CallTimeoutException.class, CallPhase.QUEUED,
			"the call to HOST was not over within LIMIT ms (timeouts.total): it was waiting for a connection") {

		@Override
		Stream<String> settings() {
			return Stream.of("pool.max-connections=1");
		}

	},

	SILENT_NAME_SERVER("dns", UnknownHostException.class, null,
			"name 'api.example' was not resolved within LIMIT ms (httppool.timeouts.dns)") {

		@Override
		URI target(HinderedCalls calls) {
			return URI.create("http://api.example/");
		}

		@Override
		HttpClient customize(HttpClient client, HinderedCalls calls) {
			return client.resolver(calls.silentResolver());
		}

	},

	REFUSED(null, ConnectException.class, null, "HOST") {

		@Override
		URI target(HinderedCalls calls) {
			return calls.closedPort();
		}

	},

	BLACK_HOLE("connect", ConnectTimeoutException.class, null, "HOST") {

		@Override
		URI target(HinderedCalls calls) {
			return calls.blackHole();
		}

	},

	DIAL_UNDER_TOTAL("total", CallTimeoutException.class, CallPhase.TCP,
			"the call to HOST was not over within LIMIT ms (timeouts.total): it was opening a TCP connection") {

		@Override
		Stream<String> settings() {
			return Stream.of("timeouts.connect=2s");
		}

		@Override
		URI target(HinderedCalls calls) {
			return calls.blackHole();
		}

	},

	SILENT_TLS("tls-handshake", SslHandshakeTimeoutException.class, null,
			"TLS handshake with HOST timed out after LIMIT ms") {

		@Override
		URI target(HinderedCalls calls) {
			return overTls(calls.server());
		}

		@Override
		void serve(RawServer.Client client, HinderedCalls calls) throws Exception {
			calls.isOverAfter(FOR_EVER);
		}

	},

	TRICKLING_TLS("tls-handshake", SslHandshakeTimeoutException.class, null,
			"TLS handshake with HOST timed out after LIMIT ms") {

		@Override
		URI target(HinderedCalls calls) {
			return overTls(calls.server());
		}

		@Override
		void serve(RawServer.Client client, HinderedCalls calls) throws Exception {
			// The header of a record of 16 kB, and its beginning.
			client.write(new byte[] { 22, 3, 3, 64, 0, 2 });
			trickle(client, calls, "\0");
		}

	},

	SILENT_PROXY("connect", ProxyConnectException.class, null,
			"proxy SERVER did not answer CONNECT api.example:80 within LIMIT ms") {

		@Override
		URI target(HinderedCalls calls) {
			return URI.create("http://api.example/");
		}

		@Override
		HttpClient customize(HttpClient client, HinderedCalls calls) {
			return throughProxy(client, calls);
		}

	},

	TRICKLING_PROXY("connect", ProxyConnectException.class, null,
			"proxy SERVER did not answer CONNECT api.example:80 within LIMIT ms") {

		@Override
		URI target(HinderedCalls calls) {
			return URI.create("http://api.example/");
		}

		@Override
		HttpClient customize(HttpClient client, HinderedCalls calls) {
			return throughProxy(client, calls);
		}

		@Override
		void respond(RawServer.Client client, HinderedCalls calls) throws Exception {
			client.write("HTTP/1.1 200 OK\r\n");
			trickle(client, calls, "X: y\r\n");
		}

	},

	STALLED_UPLOAD("write-idle", CallTimeoutException.class, CallPhase.SENDING,
			"HOST took nothing of the request for LIMIT ms (timeouts.write-idle)") {

		@Override
		HttpClient customize(HttpClient client, HinderedCalls calls) {
			return calls.withFixedBuffer(client);
		}

		@Override
		Object body() {
			return new EndlessResource();
		}

	},

	STALLED_UPLOAD_FROM_MEMORY("write-idle", CallTimeoutException.class, CallPhase.SENDING,
			"HOST took nothing of the request for LIMIT ms (timeouts.write-idle)") {

		@Override
		HttpClient customize(HttpClient client, HinderedCalls calls) {
			return calls.withFixedBuffer(client);
		}

		@Override
		Object body() {
			return new byte[LARGE];
		}

	},

	UPLOAD_READ_BYTE_BY_BYTE("write-idle", CallTimeoutException.class, CallPhase.SENDING,
			"HOST took nothing of the request for LIMIT ms (timeouts.write-idle)") {

		@Override
		HttpClient customize(HttpClient client, HinderedCalls calls) {
			return calls.withFixedBuffer(client);
		}

		@Override
		Object body() {
			return new EndlessResource();
		}

		@Override
		void respond(RawServer.Client client, HinderedCalls calls) throws Exception {
			while (!calls.isOverAfter(calls.pace())) {
				client.socket().getInputStream().read();
			}
		}

	},

	NO_RESPONSE("response", CallTimeoutException.class, CallPhase.WAITING, "no response from HOST within LIMIT ms"),

	STALLED_HEADERS("response", CallTimeoutException.class, CallPhase.WAITING,
			"no response from HOST within LIMIT ms") {

		@Override
		void respond(RawServer.Client client, HinderedCalls calls) throws Exception {
			client.write("HTTP/1.1 200 OK\r\nContent-");
			calls.isOverAfter(FOR_EVER);
		}

	},

	TRICKLING_HEADERS("response", CallTimeoutException.class, CallPhase.WAITING,
			"no response from HOST within LIMIT ms") {

		@Override
		void respond(RawServer.Client client, HinderedCalls calls) throws Exception {
			client.write("HTTP/1.1 200 OK\r\n");
			trickle(client, calls, "X: y\r\n");
		}

	},

	TRICKLING_INTERIM_RESPONSES("response", CallTimeoutException.class, CallPhase.WAITING,
			"no response from HOST within LIMIT ms") {

		@Override
		void respond(RawServer.Client client, HinderedCalls calls) throws Exception {
			trickle(client, calls, "HTTP/1.1 103 Early Hints\r\n\r\n");
		}

	},

	STALLED_REDIRECT("response", CallTimeoutException.class, CallPhase.RECEIVING,
			"HOST did not end its redirect within LIMIT ms (timeouts.response)") {

		@Override
		void respond(RawServer.Client client, HinderedCalls calls) throws Exception {
			client.write("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 100\r\n\r\nbeginning");
			calls.isOverAfter(FOR_EVER);
		}

	},

	SLOW_REDIRECTS("total", CallTimeoutException.class, CallPhase.WAITING,
			"the call to HOST was not over within LIMIT ms (timeouts.total): it was waiting for its response") {

		@Override
		void respond(RawServer.Client client, HinderedCalls calls) throws Exception {
			// The second is late by nearly half of the limit, so that its end comes
			// first.
			if (!calls.isOverAfter(calls.pace().multipliedBy(7).dividedBy(2))) {
				client.write("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n");
			}
		}

	},

	STALLED_BODY("read-idle", CallTimeoutException.class, CallPhase.RECEIVING,
			"no data from HOST for LIMIT ms (timeouts.read-idle) in the middle of a response") {

		@Override
		void respond(RawServer.Client client, HinderedCalls calls) throws Exception {
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbeginning");
			calls.isOverAfter(FOR_EVER);
		}

	},

	STALLED_LARGE_BODY("read-idle", CallTimeoutException.class, CallPhase.RECEIVING,
			"no data from HOST for LIMIT ms (timeouts.read-idle) in the middle of a response") {

		@Override
		void respond(RawServer.Client client, HinderedCalls calls) throws Exception {
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(100_000));
			calls.isOverAfter(FOR_EVER);
		}

	},

	STALLED_BODY_WITHOUT_LENGTH("read-idle", CallTimeoutException.class, CallPhase.RECEIVING,
			"no data from HOST for LIMIT ms (timeouts.read-idle) in the middle of a response") {

		@Override
		void respond(RawServer.Client client, HinderedCalls calls) throws Exception {
			client.write("HTTP/1.1 200 OK\r\n\r\nbeginning");
			calls.isOverAfter(FOR_EVER);
		}

	},

	TRICKLING_BODY("total", CallTimeoutException.class, CallPhase.RECEIVING,
			"the call to HOST was not over within LIMIT ms (timeouts.total): it was receiving its response") {

		@Override
		void respond(RawServer.Client client, HinderedCalls calls) throws Exception {
			client.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n[");
			trickle(client, calls, " ");
		}

	},

	TRICKLING_CHUNK_SIZE("total", CallTimeoutException.class, CallPhase.RECEIVING,
			"the call to HOST was not over within LIMIT ms (timeouts.total): it was receiving its response") {

		@Override
		void respond(RawServer.Client client, HinderedCalls calls) throws Exception {
			client.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
			trickle(client, calls, "0");
		}

	};

	private static final Duration FOR_EVER = Duration.ofDays(1);

	/** More than fits into the buffers of two sockets. */
	private static final int LARGE = 16_000_000;

	private final @Nullable String limit;

	private final Class<? extends IOException> type;

	private final @Nullable CallPhase phase;

	private final String words;

	Hindrance(@Nullable String limit, Class<? extends IOException> type, @Nullable CallPhase phase, String words) {
		this.limit = limit;
		this.type = type;
		this.phase = phase;
		this.words = words;
	}

	/**
	 * Returns which limit ends the call.
	 * @return the end of a property, {@code null} if the call fails at once
	 */
	@Nullable String limit() {
		return this.limit;
	}

	/**
	 * Returns what the call is to fail with, below Spring's exception.
	 */
	Class<? extends IOException> type() {
		return this.type;
	}

	/**
	 * Returns what the call is to wait for, if its exception says so.
	 */
	@Nullable CallPhase phase() {
		return this.phase;
	}

	/**
	 * Returns what the message of the exception is to contain.
	 */
	String words() {
		return this.words;
	}

	/**
	 * Whether another call has to have the only connection.
	 */
	boolean needsFullPool() {
		return settings().anyMatch("pool.max-connections=1"::equals);
	}

	/**
	 * Returns properties of the pool besides the limit.
	 */
	Stream<String> settings() {
		return Stream.empty();
	}

	/**
	 * Returns what is called.
	 */
	URI target(HinderedCalls calls) {
		return calls.server();
	}

	HttpClient customize(HttpClient client, HinderedCalls calls) {
		return client;
	}

	@Nullable Object body() {
		return null;
	}

	RequestEntity<?> request(HinderedCalls calls) {
		Object body = body();
		return new RequestEntity<>(body, HttpHeaders.EMPTY, (body != null) ? HttpMethod.POST : HttpMethod.GET,
				target(calls));
	}

	/**
	 * Serves a connection.
	 */
	void serve(RawServer.Client client, HinderedCalls calls) throws Exception {
		while (client.readHead() != null) {
			respond(client, calls);
		}
	}

	/**
	 * Responds to a request, once its head has been read. No limit ends an event stream.
	 */
	void respond(RawServer.Client client, HinderedCalls calls) throws Exception {
		if (needsFullPool()) {
			client.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
		}
		calls.isOverAfter(FOR_EVER);
	}

	private static void trickle(RawServer.Client client, HinderedCalls calls, String drop) throws Exception {
		while (!calls.isOverAfter(calls.pace())) {
			client.write(drop);
		}
	}

	private static URI overTls(URI uri) {
		return URI.create(uri.toString().replace("http:", "https:"));
	}

	private static HttpClient throughProxy(HttpClient client, HinderedCalls calls) {
		URI proxy = calls.server();
		return client.proxy((spec) -> spec.type(ProxyProvider.Proxy.HTTP).host(proxy.getHost()).port(proxy.getPort()));
	}

}
