package io.github.httppool.restclient;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClientRequest;

/**
 * How the body of a request goes out after its headers have been set. Called on the event
 * loop, and again when the client repeats the request after a redirect.
 */
@FunctionalInterface
interface RequestContent {

	/**
	 * No body: the headers go out alone, without {@code Transfer-Encoding}.
	 */
	RequestContent NONE = (request, outbound) -> Mono.empty();

	/**
	 * Sends the body.
	 * @param request the request, whose headers have not been sent yet
	 * @param outbound where to send to
	 * @return ends when the body has been sent
	 */
	Publisher<Void> send(HttpClientRequest request, NettyOutbound outbound);

	/**
	 * Returns whether the body can be sent now as it would have been at first.
	 * @return whether it can
	 */
	default boolean isRepeatable() {
		return true;
	}

	/**
	 * Returns why the body could not be sent, if it could not. Reactor Netty tells nobody
	 * when the response has begun by then, but only ends the response.
	 * @return the failure, or {@code null}
	 */
	default @Nullable Throwable failure() {
		return null;
	}

}
