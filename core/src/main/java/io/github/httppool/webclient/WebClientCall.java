package io.github.httppool.webclient;

import java.io.IOException;
import java.net.URI;
import java.util.function.Function;

import io.github.httppool.call.Call;
import io.github.httppool.call.CallRetries;
import io.github.httppool.call.Calls;
import io.github.httppool.call.Deadline;
import io.github.httppool.call.Retries;
import io.github.httppool.client.DeadlineScope;
import io.github.httppool.client.ObservedCalls;
import io.github.httppool.client.RequestOptions;
import io.github.httppool.client.Target;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * A request of a {@code WebClient}, as a publisher of its response. Each subscription
 * starts a {@link Call} of its own: a filter that rejects a response may subscribe again,
 * and the first response, dropped by then, must not affect the state of the second call.
 */
final class WebClientCall extends Mono<ClientHttpResponse> implements Scannable {

	private final ClientHttpConnector connector;

	private final Calls calls;

	private final Retries retries;

	private final HttpMethod method;

	private final URI uri;

	private final Function<? super ClientHttpRequest, Mono<Void>> requestCallback;

	WebClientCall(ClientHttpConnector connector, Calls calls, Retries retries, HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		this.connector = connector;
		this.calls = calls;
		this.retries = retries;
		this.method = method;
		this.uri = uri;
		this.requestCallback = requestCallback;
	}

	@Override
	public void subscribe(CoreSubscriber<? super ClientHttpResponse> subscriber) {
		IOException refusal = Target.refusal(this.method, this.uri);
		if (refusal != null) {
			Operators.error(subscriber, refusal);
			return;
		}
		Deadline ofThread = DeadlineScope.leave();
		try {
			subscribe(subscriber, Deadline.first(ofThread, DeadlineScope.in(subscriber.currentContext())));
		}
		finally {
			DeadlineScope.restore(ofThread);
		}
	}

	private void subscribe(CoreSubscriber<? super ClientHttpResponse> subscriber, @Nullable Deadline around) {
		Call call = this.calls.start(this.method.name(), this.uri.toString());
		call.mustEndBy(around);
		ObservedCalls.begin(call, subscriber.currentContext());
		RequestOptions options = AskedOptions.in(subscriber.currentContext(), this.method, this.uri);
		options.applyTo(call);
		CallContext context = CallContext.of(subscriber.currentContext(), call);
		WebClientFailures failures = new WebClientFailures(this.method, this.uri);
		ResponseBodyOwnership handover = new ResponseBodyOwnership(call, failures);
		RequestWriter writer = new RequestWriter(this.requestCallback, this.method, call, handover);
		response(call, writer, this.retries.begin(call, this.method.name(), options.maxAttempts()))
			.subscribe(new ResponseDelivery(subscriber, context, handover, failures));
	}

	private Mono<ClientHttpResponse> response(Call call, RequestWriter writer, @Nullable CallRetries attempts) {
		if (attempts == null) {
			return call(writer);
		}
		writer.mayBeRepeated(attempts);
		return new RepeatedCall(attempts, call, writer, () -> call(writer)).response();
	}

	private Mono<ClientHttpResponse> call(Function<? super ClientHttpRequest, Mono<Void>> callback) {
		return this.connector.connect(this.method, this.uri, callback);
	}

	@Override
	public @Nullable Object scanUnsafe(Attr key) {
		return (key == Attr.PARENT) ? call(this.requestCallback) : null;
	}

}
