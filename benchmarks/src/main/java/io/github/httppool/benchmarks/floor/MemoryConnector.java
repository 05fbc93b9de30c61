package io.github.httppool.benchmarks.floor;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

import io.github.httppool.benchmarks.harness.Answer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.reactive.AbstractClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.util.CollectionUtils;
import org.springframework.util.MultiValueMap;

/**
 * A transport for {@code WebClient} that has no network and no other thread: what a call
 * costs over it is Spring's part, Reactor's included.
 */
public final class MemoryConnector implements ClientHttpConnector {

	private static final DataBufferFactory buffers = DefaultDataBufferFactory.sharedInstance;

	private static final MultiValueMap<String, ResponseCookie> NO_COOKIES = CollectionUtils
		.unmodifiableMultiValueMap(CollectionUtils.toMultiValueMap(Map.of()));

	private final MemoryResponse response;

	private final LongAdder answered = new LongAdder();

	public MemoryConnector(Answer answer) {
		this.response = new MemoryResponse(answer);
	}

	/**
	 * Returns how many requests have been answered.
	 */
	public long answered() {
		return this.answered.sum();
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		return requestCallback.apply(new Request(method, uri)).then(Mono.fromSupplier(this::answer));
	}

	private ClientHttpResponse answer() {
		this.answered.increment();
		return new Response(this.response);
	}

	/**
	 * A request that goes nowhere.
	 */
	private static final class Request extends AbstractClientHttpRequest {

		private final HttpMethod method;

		private final URI uri;

		Request(HttpMethod method, URI uri) {
			this.method = method;
			this.uri = uri;
		}

		@Override
		public HttpMethod getMethod() {
			return this.method;
		}

		@Override
		public URI getURI() {
			return this.uri;
		}

		@Override
		public DataBufferFactory bufferFactory() {
			return buffers;
		}

		@Override
		@SuppressWarnings("unchecked")
		public <T> T getNativeRequest() {
			return (T) this;
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			return doCommit(() -> Flux.from(body).doOnNext(DataBufferUtils::release).then());
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			return writeWith(Flux.from(body).concatMap(Function.identity()));
		}

		@Override
		public Mono<Void> setComplete() {
			return doCommit();
		}

		@Override
		protected void applyHeaders() {
			// Nobody reads them.
		}

		@Override
		protected void applyCookies() {
			// Nobody reads them.
		}

	}

	/**
	 * A response whose body has arrived, in one buffer.
	 */
	private static final class Response implements ClientHttpResponse {

		private final HttpHeaders headers;

		private final Flux<DataBuffer> body;

		Response(MemoryResponse response) {
			this.headers = response.headers();
			this.body = Flux.just(buffers.wrap(response.body()));
		}

		@Override
		public HttpStatusCode getStatusCode() {
			return HttpStatus.OK;
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public MultiValueMap<String, ResponseCookie> getCookies() {
			return NO_COOKIES;
		}

		@Override
		public Flux<DataBuffer> getBody() {
			return this.body;
		}

	}

}
