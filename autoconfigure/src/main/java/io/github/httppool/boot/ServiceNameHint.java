package io.github.httppool.boot;

import java.net.UnknownHostException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.httppool.HttpPool;
import io.github.httppool.client.HttpPoolCustomizer;
import reactor.netty.http.client.HttpClient;

/**
 * Adds a hint when a host cannot be resolved: it may be the name of a service that Spring
 * Cloud LoadBalancer could resolve.
 */
public final class ServiceNameHint implements HttpPoolCustomizer {

	/** A name without a dot, as in the messages of Netty and Java. */
	private static final Pattern SERVICE = Pattern.compile("'([^'.:\\s]+)'|^([^'.:\\s]+)(?=:|$)");

	private final Predicate<String> loadBalanced;

	private final BooleanSupplier hasLoadBalancer;

	/**
	 * Creates the hint.
	 * @param loadBalanced whether the client of a pool is load-balanced
	 * @param hasLoadBalancer whether there is a load balancer
	 */
	public ServiceNameHint(Predicate<String> loadBalanced, BooleanSupplier hasLoadBalancer) {
		this.loadBalanced = loadBalanced;
		this.hasLoadBalancer = hasLoadBalancer;
	}

	@Override
	public HttpClient customize(String poolName, HttpClient client) {
		if (this.loadBalanced.test(poolName) || !this.hasLoadBalancer.getAsBoolean()) {
			return client;
		}
		return client.mapConnect(
				(connect) -> connect.onErrorMap(UnknownHostException.class, (failure) -> withHint(failure, poolName)));
	}

	private static UnknownHostException withHint(UnknownHostException failure, String pool) {
		String message = String.valueOf(failure.getMessage());
		Matcher service = SERVICE.matcher(message);
		if (!service.find()) {
			return failure;
		}
		String name = (service.group(1) != null) ? service.group(1) : service.group(2);
		UnknownHostException hinting = new UnknownHostException(
				message + "; if '" + name + "' is the name of a service, " + advice(pool));
		hinting.initCause(failure);
		return hinting;
	}

	private static String advice(String pool) {
		return pool.equals(HttpPool.DEFAULT)
				? "use a builder that is @LoadBalanced, or a client below httppool.clients with load-balanced=true"
				: "set httppool.clients." + pool + ".load-balanced=true";
	}

}
