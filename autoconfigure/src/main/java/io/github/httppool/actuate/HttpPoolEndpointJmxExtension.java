package io.github.httppool.actuate;

import io.github.httppool.actuate.HttpPoolEndpoint.EvictedDescriptor;
import io.github.httppool.actuate.HttpPoolEndpoint.PoolDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;

/**
 * The operations of {@link HttpPoolEndpoint} on a single pool, over JMX. An invalid
 * request fails with an exception.
 */
@EndpointJmxExtension(endpoint = HttpPoolEndpoint.class)
public class HttpPoolEndpointJmxExtension {

	private final HttpPoolEndpoint endpoint;

	/**
	 * Creates the extension.
	 * @param endpoint the endpoint
	 */
	public HttpPoolEndpointJmxExtension(HttpPoolEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Describes one pool, with its settings and connections.
	 * @param pool the pool's name
	 * @return the pool
	 */
	@ReadOperation
	public PoolDescriptor pool(String pool) {
		return this.endpoint.pool(pool);
	}

	/**
	 * Changes a pool's limit of connections per remote host, now.
	 * @param pool the pool's name
	 * @param maxConnections the new limit
	 * @return the pool after the change
	 */
	@WriteOperation
	public PoolDescriptor resize(String pool, int maxConnections) {
		return this.endpoint.resize(pool, maxConnections);
	}

	/**
	 * Takes a pool out of use: from now on it refuses new calls. This does not wait for
	 * the calls under way.
	 * @param pool the pool's name
	 * @return the pool, which is draining, or drained if it had no calls
	 */
	@WriteOperation
	public PoolDescriptor drain(String pool) {
		return this.endpoint.drain(pool);
	}

	/**
	 * Takes a pool back into use, now.
	 * @param pool the pool's name
	 * @return the pool, which is running
	 */
	@WriteOperation
	public PoolDescriptor resume(String pool) {
		return this.endpoint.resume(pool);
	}

	/**
	 * Switches a pool's wire log on or off, now.
	 * @param pool the pool's name
	 * @param wireLog for how long it is on, such as {@code PT1M}; zero switches it off
	 * @param host the host that is logged, all if it is {@code null}
	 * @return the pool after the change
	 */
	@WriteOperation
	public PoolDescriptor wireLog(String pool, String wireLog, @Nullable String host) {
		return this.endpoint.wireLog(pool, WireLogChange.of(wireLog, host));
	}

	/**
	 * Closes a pool's idle connections, now.
	 * @param pool the pool's name
	 * @return how many were closed
	 */
	@DeleteOperation
	public EvictedDescriptor evictIdle(String pool) {
		return this.endpoint.evictIdle(pool);
	}

}
