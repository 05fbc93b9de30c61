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
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import org.springframework.web.service.registry.HttpServiceGroup;

/**
 * What HTTP service groups are configured with: one named like a pool runs on that pool,
 * any other on the shared one. Properties of the group itself
 * ({@code spring.http.serviceclient.<group>.*}) win over those of the pool.
 */
public final class ServiceGroups {

	private static final ServiceMethods SERVICE_METHODS = new ServiceMethods();

	private final NamedClientBaseUrls pools;

	private final HttpServiceClientProperties properties;

	private final @Nullable SslBundles sslBundles;

	/**
	 * Creates the configuration.
	 * @param pools pools that groups can be named like
	 * @param properties properties of the groups themselves
	 * @param sslBundles SSL bundles that properties can name
	 */
	public ServiceGroups(NamedClientBaseUrls pools, HttpServiceClientProperties properties,
			@Nullable SslBundles sslBundles) {
		this.pools = pools;
		this.properties = properties;
		this.sslBundles = sslBundles;
	}

	/**
	 * Tells whether what Spring Boot does for a group is not enough.
	 */
	boolean areParticular(HttpServiceGroup group, boolean sharedIsPooled) {
		return hasPool(group) || (sharedIsPooled && this.properties.get(group.name()) != null);
	}

	/**
	 * The group of those who name none is called like the shared pool, and not meant.
	 */
	boolean hasPool(HttpServiceGroup group) {
		return !group.name().equals(HttpServiceGroup.DEFAULT_GROUP_NAME) && this.pools.contains(group.name());
	}

	String pool(HttpServiceGroup group) {
		return hasPool(group) ? this.pools.name(group.name()) : HttpPool.DEFAULT;
	}

	/**
	 * Puts the group's own properties over the settings of its pool.
	 */
	private HttpClientSettings settings(HttpServiceGroup group, HttpClientSettings ofPool) {
		return new HttpClientSettingsPropertyMapper(this.sslBundles, ofPool).map(this.properties.get(group.name()));
	}

	/**
	 * Makes what the clients of a group send with.
	 * @param <T> request factory or connector
	 * @param group the group
	 * @param transports makes it
	 * @return what they send with
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
	 * Returns what requests are relative to, unless Spring Boot has set that.
	 */
	@Nullable String baseUrl(HttpServiceGroup group) {
		HttpClientProperties own = this.properties.get(group.name());
		boolean setByBoot = own != null && StringUtils.hasText(own.getBaseUrl());
		return (hasPool(group) && !setByBoot) ? this.pools.baseUrl(group.name()) : null;
	}

	/**
	 * Returns the load balancer that there is, which a group that asks for one needs.
	 */
	<T> @Nullable T loadBalancer(HttpServiceGroup group, LoadBalancers balancers, Class<T> type, List<String> names) {
		return this.pools.isLoadBalanced(group.name()) ? balancers.require(group.name(), type, names)
				: balancers.find(type, names);
	}

	/**
	 * Lets a group with a pool be load-balanced once if it asks for it, and not at all if
	 * it has the address of a server from its pool.
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
	 * Lets calls be named by the method of the HTTP interface, whatever pool they use.
	 */
	void nameCalls(HttpServiceProxyFactory.Builder factory) {
		factory.httpRequestValuesProcessor(SERVICE_METHODS);
	}

}
