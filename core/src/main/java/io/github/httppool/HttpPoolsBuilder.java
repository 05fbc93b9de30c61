package io.github.httppool;

import java.net.URI;
import java.time.Duration;

/**
 * Builds pools for an application without Spring Boot; see {@link HttpPools#builder()}.
 * Settings that are not set have the same defaults as in the starter. For use by one
 * thread.
 */
public interface HttpPoolsBuilder {

	/**
	 * Adds a pool. If none is added, there is the pool {@link HttpPool#DEFAULT} with
	 * default settings.
	 * @param name the pool's name
	 * @param settings its settings
	 * @return this builder
	 * @throws IllegalArgumentException if the name is blank or taken
	 */
	HttpPoolsBuilder pool(String name, HttpPoolSettings settings);

	/**
	 * Names the server for which a pool keeps connections ready, as many as
	 * {@link HttpPoolSettings.Pool#minIdleConnections()}: TCP and TLS are done, and no
	 * request is sent.
	 * @param pool the pool's name
	 * @param url an absolute http or https URL, of which scheme, host and port count
	 * @return this builder
	 * @throws IllegalArgumentException if the URL is of another kind, or the pool has one
	 */
	HttpPoolsBuilder baseUrl(String pool, URI url);

	/**
	 * Limits the connections over all pools and remote hosts. The default is 1000, or a
	 * quarter of the files and sockets the process may open if that is less.
	 * @param maxTotalConnections the limit, at least 1
	 * @return this builder
	 * @throws IllegalArgumentException if it is less than 1
	 */
	HttpPoolsBuilder maxTotalConnections(int maxTotalConnections);

	/**
	 * Sets how many threads do the network work of all pools. The default is half the
	 * number of cores, at least 1.
	 * @param eventLoops the number of threads, at least 1
	 * @return this builder
	 * @throws IllegalArgumentException if it is less than 1
	 */
	HttpPoolsBuilder eventLoops(int eventLoops);

	/**
	 * Sets how the event loops wait for the network. The default is
	 * {@link NetworkTransport#AUTO}. {@link #build()} fails if it cannot be used here.
	 * @param transport the transport
	 * @return this builder
	 */
	HttpPoolsBuilder transport(NetworkTransport transport);

	/**
	 * Sets how long calls under way may take when the pools are closed, or one is taken
	 * out of use by {@link HttpPool#drain()}. The default is 20 seconds.
	 * @param drainTimeout the time, zero for none
	 * @return this builder
	 * @throws IllegalArgumentException if the time is negative
	 */
	HttpPoolsBuilder drainTimeout(Duration drainTimeout);

	/**
	 * Sets how many events the flight recorder of the pools keeps
	 * ({@link HttpPool#events()}). The default is 512; each takes some hundred bytes, and
	 * 4 kB at most.
	 * @param size the number of events, 0 for no recorder
	 * @return this builder
	 * @throws IllegalArgumentException if it is negative or more than 100,000
	 */
	HttpPoolsBuilder eventsSize(int size);

	/**
	 * Adds a listener, which is called after those added before it.
	 * @param listener the listener
	 * @return this builder
	 */
	HttpPoolsBuilder listener(HttpPoolListener listener);

	/**
	 * Builds the pools and starts their threads, which {@link StandaloneHttpPools#close}
	 * ends.
	 * @return the pools
	 * @throws IllegalArgumentException if a pool may have more connections than the limit
	 * over all pools, a base URL is that of no pool, a pool is to keep connections ready
	 * and has no base URL, or the transport cannot be used here
	 */
	StandaloneHttpPools build();

}
