package io.github.httppool.boot;

import java.util.List;

import io.github.httppool.HttpPool;
import io.github.httppool.client.ServiceMethods;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.autoconfigure.HttpClientProperties;
import org.springframework.boot.http.client.autoconfigure.HttpClientSettingsPropertyMapper;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import org.springframework.web.service.registry.HttpServiceGroup;

/**
 * The configuration of HTTP service groups: a group named like a pool runs on that pool,
 * any other group on the shared pool. Properties of the group itself
 * ({@code spring.http.serviceclient.<group>.*}) win over those of the pool.
 */
public final class ServiceGroups {

	private final NamedClientBaseUrls pools;

	private final CallGuards guards;

	private final HttpServiceClientProperties properties;

	private final @Nullable SslBundles sslBundles;

	private final ServiceMethods methods;

	/**
	 * Creates the configuration.
	 * @param pools the pools that groups can be named after
	 * @param guards the guards of the clients of those pools
	 * @param properties properties of the groups themselves
	 * @param sslBundles SSL bundles that properties can refer to
	 * @param placeholders resolves placeholders in annotations
	 */
	public ServiceGroups(NamedClientBaseUrls pools, CallGuards guards, HttpServiceClientProperties properties,
			@Nullable SslBundles sslBundles, StringValueResolver placeholders) {
		this.pools = pools;
		this.guards = guards;
		this.properties = properties;
		this.sslBundles = sslBundles;
		this.methods = new ServiceMethods(placeholders);
	}

	/**
	 * Returns whether Spring Boot's own configuration of a group is not enough.
	 */
	boolean areParticular(HttpServiceGroup group, boolean sharedIsPooled) {
		return hasPool(group) || (sharedIsPooled && this.properties.get(group.name()) != null);
	}

	/**
	 * The default group, of services without a group name, happens to be named like the
	 * shared pool, and is excluded.
	 */
	boolean hasPool(HttpServiceGroup group) {
		return !group.name().equals(HttpServiceGroup.DEFAULT_GROUP_NAME) && this.pools.contains(group.name());
	}

	String pool(HttpServiceGroup group) {
		return hasPool(group) ? this.pools.name(group.name()) : HttpPool.DEFAULT;
	}

	/**
	 * Lets the group's own properties override the settings of its pool.
	 */
	private HttpClientSettings settings(HttpServiceGroup group, HttpClientSettings ofPool) {
		return new HttpClientSettingsPropertyMapper(this.sslBundles, ofPool).map(this.properties.get(group.name()));
	}

	/**
	 * Creates the transport of a group's clients.
	 * @param <T> request factory or connector
	 * @param group the group
	 * @param transports creates the transport
	 * @return the transport
	 * @throws RefusedSettingException if a setting cannot be used
	 */
	<T> T transport(HttpServiceGroup group, ClientTransports<T> transports) {
		String pool = pool(group);
		try {
			return transports.create(pool, settings(group, transports.settings(pool)));
		}
		catch (RefusedSettingException ex) {
			throw isOfTheGroup(group, ex.setting())
					? ex.writtenAs("spring.http.serviceclient." + group.name() + "." + ex.setting()) : ex;
		}
	}

	private boolean isOfTheGroup(HttpServiceGroup group, String setting) {
		HttpClientSettings own = settings(group, HttpClientSettings.defaults());
		return SettingRules.ALL.stream().anyMatch((each) -> each.name().equals(setting) && each.in(own) != null);
	}

	/**
	 * Returns the guards of a group: those of the client of its name.
	 */
	List<CallGuard> guards(HttpServiceGroup group) {
		return hasPool(group) ? this.guards.of(this.pools.name(group.name())) : List.of();
	}

	/**
	 * Returns the base URL of the group's requests, unless Spring Boot has set it.
	 */
	@Nullable String baseUrl(HttpServiceGroup group) {
		HttpClientProperties own = this.properties.get(group.name());
		boolean setByBoot = own != null && StringUtils.hasText(own.getBaseUrl());
		return (hasPool(group) && !setByBoot) ? this.pools.baseUrl(group.name()) : null;
	}

	/**
	 * Returns the load balancer if there is one; required if the group asks for load
	 * balancing.
	 */
	<T> @Nullable T loadBalancer(HttpServiceGroup group, LoadBalancers balancers, Class<T> type, List<String> names) {
		return this.pools.isLoadBalanced(group.name()) ? balancers.require(group.name(), type, names)
				: balancers.find(type, names);
	}

	/**
	 * Ensures that a group with a pool is load-balanced exactly once if it asks for it,
	 * and not at all if its pool provides the address of a server.
	 * @param steps interceptors or filters of the group's clients
	 * @param balancer the load balancer
	 */
	<T> void balance(HttpServiceGroup group, List<T> steps, T balancer) {
		boolean wanted = this.pools.isLoadBalanced(group.name());
		if (wanted || baseUrl(group) != null) {
			steps.removeIf((step) -> step == balancer);
		}
		if (wanted) {
			steps.add(balancer);
		}
	}

	/**
	 * Lets calls be named after the method of the HTTP interface, and have its limits,
	 * whichever pool they use.
	 * @throws IllegalArgumentException if a limit of one of its methods is not a time
	 */
	void describeCalls(HttpServiceGroup group, HttpServiceProxyFactory.Builder factory) {
		group.httpServiceTypes().forEach(this.methods::check);
		factory.httpRequestValuesProcessor(this.methods);
	}

}
