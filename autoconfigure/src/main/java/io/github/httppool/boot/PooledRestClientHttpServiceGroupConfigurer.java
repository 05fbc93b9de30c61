package io.github.httppool.boot;

import org.springframework.core.Ordered;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.service.registry.HttpServiceGroup;

/**
 * Puts HTTP service groups of blocking clients on their pools.
 */
public final class PooledRestClientHttpServiceGroupConfigurer implements RestClientHttpServiceGroupConfigurer {

	/**
	 * After Spring Boot applies its properties, and before it calls the application's
	 * customizers, one of which may put a mock server in place of the pool.
	 */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	private final ServiceGroups groups;

	private final ClientTransports<ClientHttpRequestFactory> requestFactories;

	private final boolean sharedIsPooled;

	/**
	 * Creates the configurer.
	 * @param groups how groups are configured
	 * @param requestFactories creates the request factories of their clients
	 * @param sharedIsPooled whether Spring Boot's blocking clients are on the shared pool
	 */
	public PooledRestClientHttpServiceGroupConfigurer(ServiceGroups groups,
			ClientTransports<ClientHttpRequestFactory> requestFactories, boolean sharedIsPooled) {
		this.groups = groups;
		this.requestFactories = requestFactories;
		this.sharedIsPooled = sharedIsPooled;
	}

	@Override
	public void configureGroups(Groups<RestClient.Builder> configured) {
		configured.forEachProxyFactory(this.groups::describeCalls);
		forEachParticular(configured, this::configure);
	}

	void forEachParticular(Groups<RestClient.Builder> configured, ClientCallback<RestClient.Builder> callback) {
		configured.filter((group) -> this.groups.areParticular(group, this.sharedIsPooled)).forEachClient(callback);
	}

	ClientHttpRequestFactory transport(HttpServiceGroup group) {
		return this.groups.transport(group, this.requestFactories);
	}

	private void configure(HttpServiceGroup group, RestClient.Builder builder) {
		builder.requestFactory(GuardedRequestFactory.guard(transport(group), this.groups.guards(group)));
		String baseUrl = this.groups.baseUrl(group);
		if (baseUrl != null) {
			builder.baseUrl(baseUrl);
		}
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
