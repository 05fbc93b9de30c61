package io.github.httppool.client;

import java.net.URI;
import java.util.function.Function;

import io.github.httppool.leak.CallTrack;
import io.github.httppool.leak.CallTracker;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A call that is followed. Each subscription is a call of its own, with a track of its
 * own: a filter may subscribe again when the first response does not please it, and the
 * first one, forgotten by then, must not speak for the second.
 */
final class TrackedCall extends Mono<ClientHttpResponse> implements Scannable {

	/** Attribute of the requests of a {@code WebClient}. */
	private static final String URI_TEMPLATE = WebClient.class.getName() + ".uriTemplate";

	private final ClientHttpConnector connector;

	private final CallTracker tracker;

	private final HttpMethod method;

	private final URI uri;

	private final Function<? super ClientHttpRequest, Mono<Void>> requestCallback;

	TrackedCall(ClientHttpConnector connector, CallTracker tracker, HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		this.connector = connector;
		this.tracker = tracker;
		this.method = method;
		this.uri = uri;
		this.requestCallback = requestCallback;
	}

	@Override
	public void subscribe(CoreSubscriber<? super ClientHttpResponse> subscriber) {
		CallTrack track = this.tracker.track(this.method.name(), this.uri.toString());
		CallContext context = CallContext.of(subscriber.currentContext(), track);
		call((request) -> write(request, track))
			.subscribe(new CallDelivery(subscriber, context, new BodyHandover(track)));
	}

	/**
	 * Only with the request come its attributes.
	 */
	private Mono<Void> write(ClientHttpRequest request, CallTrack track) {
		Mono<Void> written = this.requestCallback.apply(request);
		if (request.getAttributes().get(URI_TEMPLATE) instanceof String template) {
			track.expandedFrom(template);
		}
		ServiceMethods.tell(track, request.getAttributes());
		return written;
	}

	private Mono<ClientHttpResponse> call(Function<? super ClientHttpRequest, Mono<Void>> callback) {
		return this.connector.connect(this.method, this.uri, callback);
	}

	@Override
	public @Nullable Object scanUnsafe(Attr key) {
		return (key == Attr.PARENT) ? call(this.requestCallback) : null;
	}

}
