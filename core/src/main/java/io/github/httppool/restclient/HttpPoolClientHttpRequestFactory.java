package io.github.httppool.restclient;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

import io.github.httppool.call.Calls;
import io.github.httppool.call.Retries;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.util.Assert;

/**
 * A {@link ClientHttpRequestFactory} over a Reactor Netty {@link HttpClient}, for
 * {@code RestClient} and {@code RestTemplate}.
 * <p>
 * Executing a request parks the calling thread and wakes it once. A body of at most 64 kB
 * is collected on the event loop: when the caller wakes up, it has the complete response,
 * and the connection is free again. A larger body, a body that is not complete 100 ms
 * after the headers, and an event stream are handed over as a stream. The stream is read
 * from the connection as fast as the caller reads, and holds the connection until it is
 * read to its end or closed. Closing it early releases the connection for reuse if the
 * rest is at most 64 kB and arrives within 100 ms; otherwise the connection is closed.
 * Closing never blocks.
 * <p>
 * A request body of up to 64 kB is sent with its headers in one write. The calling thread
 * writes it into memory if its length is known, or if it can be
 * {@linkplain org.springframework.http.StreamingHttpOutputMessage.Body#repeatable()
 * written again} should it be larger. All other bodies are written by the executor, no
 * faster than the connection accepts them.
 * <p>
 * A call that fails is repeated as its pool is configured to, and as
 * {@link io.github.httppool.client.CallOptions} ask. Its thread waits meanwhile, without
 * a connection; a body given as a stream is sent again only if it can be written again.
 * <p>
 * Failures are {@link java.io.IOException}s: those of the pool and of the network are
 * thrown as they are, a read timeout of the client itself as a
 * {@link java.net.SocketTimeoutException}. An interrupt cancels the call and is thrown as
 * an {@link java.io.InterruptedIOException}. On a thread that must not block, such as an
 * event loop, a request is refused with an {@link IllegalStateException} before anything
 * is sent.
 * <p>
 * Safe for use by many threads, including virtual ones. Pool, timeouts, TLS and redirects
 * are those of the given client; this factory closes neither the client nor the executor.
 */
public final class HttpPoolClientHttpRequestFactory implements ClientHttpRequestFactory {

	private final HttpClient httpClient;

	private final Executor streamingBodyExecutor;

	private final Calls calls;

	private final Retries retries;

	private final @Nullable Duration responseTimeout;

	private final Map<HttpMethod, HttpClient.RequestSender> senders = new HashMap<>();

	/**
	 * Creates a factory that writes streaming request bodies on Reactor's bounded elastic
	 * threads.
	 * @param httpClient the client to send with
	 */
	public HttpPoolClientHttpRequestFactory(HttpClient httpClient) {
		this(httpClient, Schedulers.boundedElastic()::schedule, Calls.WITHOUT_CALL_SITES, Retries.unconfigured());
	}

	/**
	 * Creates a factory.
	 * @param httpClient the client to send with
	 * @param streamingBodyExecutor writes request bodies that are too large for one
	 * write; its threads may block, and it must not write on the calling thread
	 * @param calls starts the calls
	 * @param retries repeats those that fail
	 */
	public HttpPoolClientHttpRequestFactory(HttpClient httpClient, Executor streamingBodyExecutor, Calls calls,
			Retries retries) {
		Assert.notNull(httpClient, "'httpClient' must not be null");
		Assert.notNull(streamingBodyExecutor, "'streamingBodyExecutor' must not be null");
		this.httpClient = httpClient;
		this.streamingBodyExecutor = streamingBodyExecutor;
		this.calls = calls;
		this.retries = retries;
		this.responseTimeout = httpClient.configuration().responseTimeout();
		for (HttpMethod method : HttpMethod.values()) {
			this.senders.put(method, sender(method));
		}
	}

	@Override
	public ClientHttpRequest createRequest(URI uri, HttpMethod httpMethod) {
		HttpClient.@Nullable RequestSender sender = this.senders.get(httpMethod);
		IOExceptionTranslator failures = new IOExceptionTranslator(httpMethod, uri, this.responseTimeout);
		return new HttpPoolClientHttpRequest((sender != null) ? sender : sender(httpMethod), failures,
				this.streamingBodyExecutor, this.calls, this.retries);
	}

	/**
	 * Returns the client that requests are sent with.
	 * @return the client
	 */
	public HttpClient httpClient() {
		return this.httpClient;
	}

	private HttpClient.RequestSender sender(HttpMethod method) {
		return this.httpClient.request(io.netty.handler.codec.http.HttpMethod.valueOf(method.name()));
	}

}
