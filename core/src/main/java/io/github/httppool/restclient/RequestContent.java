package io.github.httppool.restclient;

import io.github.httppool.call.Resendable;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClientRequest;

/**
 * Sends the body of a request after its headers have been set. Called on the event loop,
 * and again when the client repeats the request after a redirect.
 */
@FunctionalInterface
interface RequestContent extends Resendable {

	/**
	 * No body: the headers are sent alone, without {@code Transfer-Encoding}.
	 */
	RequestContent NONE = (request, outbound) -> Mono.empty();

	/**
	 * Sends the body.
	 * @param request the request, whose headers have not been sent yet
	 * @param outbound the connection to send on
	 * @return completes when the body has been sent
	 */
	Publisher<Void> send(HttpClientRequest request, NettyOutbound outbound);

	@Override
	default boolean isRepeatable() {
		return true;
	}

	/**
	 * Returns why the body could not be sent. If the response has already begun, Reactor
	 * Netty does not signal such a failure; it only ends the response.
	 * @return the failure, or {@code null} if there is none
	 */
	default @Nullable Throwable failure() {
		return null;
	}

}
