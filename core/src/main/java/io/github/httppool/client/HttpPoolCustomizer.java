package io.github.httppool.client;

import reactor.netty.http.client.HttpClient;

/**
 * Changes the {@link HttpClient} behind the clients of a pool, for what no property can
 * express. Define a bean of this type; several are called in order.
 * <p>
 * Called on the building thread whenever one of Spring's clients is built, after
 * properties and settings have been applied. An exception fails the client being built.
 * Pass the same handler instances each time: connections created with different handlers
 * (in {@link HttpClient#doOnChannelInit}, for example) count towards the same limit but
 * are not shared. Keep calls on the event loop: if {@link HttpClient#mapConnect} moves
 * them to another thread, a response may arrive there after its lease has ended, or be
 * treated as cancelled in transit.
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
