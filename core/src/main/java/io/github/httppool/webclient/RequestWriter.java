package io.github.httppool.webclient;

import java.util.function.Consumer;
import java.util.function.Function;

import io.github.httppool.call.Call;
import io.github.httppool.call.CallRetries;
import io.github.httppool.call.Resendable;
import io.github.httppool.client.CarriedError;
import io.github.httppool.client.ChangedMethod;
import io.github.httppool.client.ClientTimeout;
import io.github.httppool.client.RequestOptions;
import io.github.httppool.client.ServiceMethods;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClientRequest;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.PooledDataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Lets the application write the request of one call, and write it again when Reactor
 * Netty repeats it, after a redirect for example. Anything the application throws fails
 * the call.
 */
final class RequestWriter implements Function<ClientHttpRequest, Mono<Void>>, Consumer<Object>, Resendable {

	/** Attribute of the requests of a {@code WebClient}. */
	private static final String URI_TEMPLATE = WebClient.class.getName() + ".uriTemplate";

	private final Function<? super ClientHttpRequest, Mono<Void>> application;

	private final HttpMethod method;

	private final Call call;

	private final ResponseBodyOwnership handover;

	// written before the first attempt
	private @Nullable CallRetries retries;

	private volatile boolean streamed;

	// accessed by one attempt at a time
	private boolean repeats;

	// a buffer of the last attempt, which is released by now
	private @Nullable Object sent;

	/**
	 * Creates the writer of one call.
	 * @param application writes the request
	 * @param method the call's method
	 * @param call the call, whose URI template is set
	 * @param handover is notified of failures
	 */
	RequestWriter(Function<? super ClientHttpRequest, Mono<Void>> application, HttpMethod method, Call call,
			ResponseBodyOwnership handover) {
		this.application = application;
		this.method = method;
		this.call = call;
		this.handover = handover;
		call.sends(this);
	}

	@Override
	public Mono<Void> apply(ClientHttpRequest request) {
		this.handover.requestBegins();
		try {
			return GuardedSubscriber.guard(write(request), this.handover::requestFailed);
		}
		catch (Throwable ex) {
			return Mono.error(CarriedError.carry(ex));
		}
	}

	private Mono<Void> write(ClientHttpRequest request) {
		if (this.call.responseLimit() != null) {
			ClientTimeout.removeFrom(request.getNativeRequest());
		}
		if (this.repeats && ChangedMethod.isOf(request.getNativeRequest(), this.method)) {
			return writeWithoutContent(request);
		}
		this.repeats = true;
		Mono<Void> written = this.application.apply(new GuardedRequest(request, this));
		describe(request);
		return written;
	}

	/**
	 * The request may have to be sent again.
	 * @param attempts those of the call, which are told how many it asks for
	 */
	void mayBeRepeated(CallRetries attempts) {
		this.retries = attempts;
	}

	/**
	 * The application writes a body.
	 * @param body publishes it
	 * @return the body to send, which fails with anything that its publisher throws
	 */
	Publisher<? extends DataBuffer> writes(Publisher<? extends DataBuffer> body) {
		if (body instanceof Mono<? extends DataBuffer> value) {
			return GuardedSubscriber.guardValue(value, this);
		}
		streams();
		return GuardedSubscriber.guard(body);
	}

	/**
	 * The application writes a body that is not one value.
	 */
	void streams() {
		this.streamed = true;
	}

	/**
	 * A buffer that the application gives as it is can be sent once only: its memory may
	 * be another call's by now.
	 */
	@Override
	public void accept(Object buffer) {
		if (buffer == this.sent) {
			throw new IllegalStateException("The request must be sent again, but its body is a buffer that was sent "
					+ "and released; give the call a byte array, or CallOptions.noRetry()");
		}
		this.sent = (buffer instanceof PooledDataBuffer) ? buffer : null;
	}

	/**
	 * Returns whether the request can be sent again as it was: it has had no body, or one
	 * value or file, or the application says so. A publisher of several may be another
	 * one the next time.
	 */
	@Override
	public boolean isRepeatable() {
		return !this.streamed || (this.retries != null && this.retries.isAskedFor());
	}

	/**
	 * Lets the application set only the headers: the content it would write is not
	 * subscribed to.
	 */
	private Mono<Void> writeWithoutContent(ClientHttpRequest request) {
		HttpClientRequest nativeRequest = request.getNativeRequest();
		Mono<Void> unusedContent = this.application.apply(new HeadersOnlyRequest(request));
		ChangedMethod.removeContentHeaders(request.getHeaders()::remove);
		ChangedMethod.removeContentHeaders(nativeRequest.requestHeaders()::remove);
		return request.setComplete();
	}

	/**
	 * Called with the request, because its attributes are not available earlier.
	 */
	private void describe(ClientHttpRequest request) {
		if (request.getAttributes().get(URI_TEMPLATE) instanceof String template) {
			this.call.expandedFrom(template);
		}
		ServiceMethods.tell(this.call, request.getAttributes());
		RequestOptions options = RequestOptions.of(request.getAttributes(),
				request.getHeaders().get(HttpHeaders.ACCEPT));
		options.applyTo(this.call);
		Integer asked = options.maxAttempts();
		if (asked != null && asked == 1) {
			this.call.sendsOnce();
		}
		if (this.retries != null && asked != null) {
			this.retries.asks(asked);
		}
	}

}
