package io.github.httppool.client;

import reactor.netty.http.client.HttpClientRequest;

/**
 * The response timeout that a client of Reactor Netty has for all its requests.
 */
public final class ClientTimeout {

	private ClientTimeout() {
	}

	/**
	 * Takes it off a request whose call has a limit of its own. To be called before the
	 * application sees the request, as it may set another one there.
	 * @param request the request
	 */
	@SuppressWarnings("NullAway")
	public static void removeFrom(HttpClientRequest request) {
		request.responseTimeout(null);
	}

}
