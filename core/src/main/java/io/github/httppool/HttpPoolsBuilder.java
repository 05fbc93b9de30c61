package io.github.httppool;

import java.time.Duration;

/**
 * Builds pools for an application without Spring Boot, from {@link HttpPools#builder()}.
 * What is not set has the default that the starter has. For use by one thread.
 */
public interface HttpPoolsBuilder {

	/**
	 * Sets up a pool; without any there is the pool {@link HttpPool#DEFAULT} with default
	 * settings.
	 * @param name the pool's name
	 * @param settings its settings
	 * @return this builder
	 * @throws IllegalArgumentException if the name is blank or taken
	 */
	HttpPoolsBuilder pool(String name, HttpPoolSettings settings);

	/**
	 * Limits the connections over all pools and remote hosts. 1000, or a quarter of the
	 * files and sockets the process may open if that is less, unless set.
	 * @param maxTotalConnections the limit, at least 1
	 * @return this builder
	 * @throws IllegalArgumentException if it is less
	 */
	HttpPoolsBuilder maxTotalConnections(int maxTotalConnections);

	/**
	 * Sets how many threads do the network work of all pools. Half as many as the machine
	 * has cores, at least 1, unless set.
	 * @param eventLoops the number of threads, at least 1
	 * @return this builder
	 * @throws IllegalArgumentException if it is less
	 */
	HttpPoolsBuilder eventLoops(int eventLoops);

	/**
	 * Sets for how long closing the pools waits for the calls under way; 20 seconds
	 * unless set.
	 * @param drainTimeout the time, zero for none
	 * @return this builder
	 * @throws IllegalArgumentException if it is negative
	 */
	HttpPoolsBuilder drainTimeout(Duration drainTimeout);

	/**
	 * Adds a listener, which hears what happens behind those added before.
	 * @param listener the listener
	 * @return this builder
	 */
	HttpPoolsBuilder listener(HttpPoolListener listener);

	/**
	 * Builds the pools and starts their threads, which {@link StandaloneHttpPools#close}
	 * ends.
	 * @return the pools
	 * @throws IllegalArgumentException if a pool may have more connections than all
	 * together
	 */
	StandaloneHttpPools build();

}
