package io.github.httppool.netty;

import reactor.netty.http.client.HttpClient;

/**
 * Recognizes clients that run on a pool.
 */
public final class PooledClients {

	private PooledClients() {
	}

	/**
	 * Tells whether calls of a client take their connections from a pool. The application
	 * may have put its own steps around connecting, through which a call cannot be looked
	 * at.
	 * @param client the client, or one derived from it
	 * @return whether they do
	 */
	public static boolean isPooled(HttpClient client) {
		return client.configuration().connectionProvider() instanceof HttpPoolConnectionProvider
				|| PooledCalls.isPooled(client.get().uri("/").response());
	}

}
