package io.github.httppool.boot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;

/**
 * Finds the interceptors and filters of Spring Cloud LoadBalancer. Their types are known
 * only by name, because it is not a dependency.
 */
public final class LoadBalancers {

	private static final String PACKAGE = "org.springframework.cloud.client.loadbalancer.";

	/** From the one that is always present to those of particular configurations. */
	static final List<String> BLOCKING = List.of(PACKAGE + "DeferringLoadBalancerInterceptor",
			PACKAGE + "BlockingLoadBalancerInterceptor", PACKAGE + "LoadBalancerInterceptor",
			PACKAGE + "RetryLoadBalancerInterceptor");

	static final List<String> REACTIVE = List.of(PACKAGE + "reactive.DeferringLoadBalancerExchangeFilterFunction",
			PACKAGE + "reactive.LoadBalancedExchangeFilterFunction",
			PACKAGE + "reactive.ReactorLoadBalancerExchangeFilterFunction");

	private final ListableBeanFactory beanFactory;

	private final BooleanSupplier required;

	private final Map<String, Class<?>> types = new LinkedHashMap<>();

	/**
	 * Creates a search for load balancers.
	 * @param beanFactory where they are beans
	 * @param classLoader shows whether their classes are present
	 * @param required returns whether a client that asks for load balancing needs a load
	 * balancer: in a test slice, where Spring Cloud is not configured, it does not
	 */
	public LoadBalancers(ListableBeanFactory beanFactory, @Nullable ClassLoader classLoader, BooleanSupplier required) {
		this.beanFactory = beanFactory;
		this.required = required;
		Stream.of(BLOCKING, REACTIVE)
			.flatMap(List::stream)
			.filter((name) -> ClassUtils.isPresent(name, classLoader))
			.forEach((name) -> this.types.put(name, ClassUtils.resolveClassName(name, classLoader)));
	}

	/**
	 * Returns whether there is a load balancer for either kind of client, without
	 * creating any bean.
	 * @return whether there is one
	 */
	public boolean arePresent() {
		return this.types.values().stream().anyMatch(this::isBean);
	}

	/**
	 * Returns a load balancer.
	 * @param type what it must be: an interceptor or a filter
	 * @param names names of its possible classes, the preferred one first
	 * @return the load balancer, {@code null} if there is none
	 */
	<T> @Nullable T find(Class<T> type, List<String> names) {
		return names.stream()
			.filter(this.types::containsKey)
			.<Class<?>>map(this.types::get)
			.filter(this::isBean)
			.findFirst()
			.map((found) -> type.cast(bean(this.beanFactory.getBeanProvider(found))))
			.orElse(null);
	}

	/**
	 * Returns the load balancer of a client that asks for load balancing.
	 * @param client name of the client
	 * @return the load balancer, {@code null} if there is none and none is required
	 * @throws IllegalStateException if there is none for this kind of client, and it is
	 * required
	 */
	<T> @Nullable T require(String client, Class<T> type, List<String> names) {
		T found = find(type, names);
		if (found == null && this.required.getAsBoolean()) {
			throw new IllegalStateException(
					("httppool.clients.%s.load-balanced is true, but there is no bean of one of "
							+ "the types %s: add org.springframework.cloud:spring-cloud-starter-loadbalancer")
						.formatted(client, names));
		}
		return found;
	}

	private static <B> B bean(ObjectProvider<B> provider) {
		B unique = provider.getIfUnique();
		return (unique != null) ? unique : provider.orderedStream().findFirst().orElseThrow();
	}

	private boolean isBean(Class<?> type) {
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type, true, false).length > 0;
	}

}
