package io.github.httppool.client;

import reactor.netty.http.client.HttpClient;

/**
 * Changes the {@link HttpClient} behind the clients of a pool, for what no property can
 * say. Define a bean of this type; several are called in their order.
 * <p>
 * Called whenever Spring's clients are built, after properties and settings have been
 * applied, from the thread that builds. An exception fails the client being built. Give
 * the same handlers each time: connections made with different ones (in
 * {@link HttpClient#doOnChannelInit}, for example) are limited together but not shared.
 * Leave calls on the event loop: with {@link HttpClient#mapConnect} to another thread, a
 * response may arrive there after its lease has ended, or be taken for one that was
 * cancelled on its way.
 */
@FunctionalInterface
public interface HttpPoolCustomizer {

	/**
	 * Changes a client.
	 * @param poolName name of the pool it runs on
	 * @param httpClient the client
	 * @return the client to use, derived from the one given so that it stays on the pool
	 */
	HttpClient customize(String poolName, HttpClient httpClient);

}
