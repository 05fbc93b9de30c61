package io.github.httppool.webclient;

import java.util.function.Function;

import io.github.httppool.call.Call;
import io.github.httppool.client.CarriedError;
import io.github.httppool.client.ChangedMethod;
import io.github.httppool.client.ServiceMethods;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClientRequest;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Lets the application write the request of one call, and write it again when Reactor
 * Netty repeats it, after a redirect for example. Anything the application throws fails
 * the call.
 */
final class RequestWriter implements Function<ClientHttpRequest, Mono<Void>> {

	/** Attribute of the requests of a {@code WebClient}. */
	private static final String URI_TEMPLATE = WebClient.class.getName() + ".uriTemplate";

	private final Function<? super ClientHttpRequest, Mono<Void>> application;

	private final HttpMethod method;

	private final Call call;

	private final ResponseBodyOwnership handover;

	// accessed by one attempt at a time
	private boolean repeats;

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
		if (this.repeats && ChangedMethod.isOf(request.getNativeRequest(), this.method)) {
			return writeWithoutContent(request);
		}
		this.repeats = true;
		Mono<Void> written = this.application.apply(new GuardedRequest(request));
		describe(request);
		return written;
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
	}

}
