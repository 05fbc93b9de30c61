package io.github.httppool.client;

import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.github.httppool.leak.CallTrack;
import io.github.httppool.leak.CallTracker;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * A connector whose calls are followed, so that a response which the application has
 * forgotten is noticed.
 */
public final class TrackingConnector implements ClientHttpConnector {

	private final ClientHttpConnector connector;

	private final CallTracker tracker;

	/**
	 * Creates a connector.
	 * @param connector makes the calls
	 * @param tracker follows them
	 */
	public TrackingConnector(ClientHttpConnector connector, CallTracker tracker) {
		this.connector = connector;
		this.tracker = tracker;
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		CallTrack track = this.tracker.track(method.name(), String.valueOf(uri.getRawPath()));
		Mono<ClientHttpResponse> call = this.connector.connect(method, uri, requestCallback);
		if (track == null) {
			return call;
		}
		// A filter of the application may subscribe once more, to try again.
		return Mono.deferContextual((context) -> follow(call, CallContext.over(context), track.again()));
	}

	/**
	 * Detached, as the connection holds on to those who have received its response. Of
	 * their cancelling it then hears no more, which is why that is heard here.
	 */
	private static Mono<ClientHttpResponse> follow(Mono<ClientHttpResponse> call, CallContext context,
			CallTrack track) {
		BodyHandover handover = new BodyHandover(track);
		return call.contextWrite((ignored) -> context.put(CallTrack.class, track))
			.onTerminateDetach()
			.<ClientHttpResponse>map((response) -> {
				context.letGo();
				return new HeldResponse(response, handover.arrived(response.getBody()));
			})
			.doOnCancel(handover::cancel);
	}

}
