package io.github.httppool.boot;

import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.service.registry.HttpServiceGroup;

/**
 * Decides which HTTP service groups of blocking clients with a pool are load-balanced.
 */
public final class RestClientGroupsLoadBalancing implements RestClientHttpServiceGroupConfigurer {

	/**
	 * After Spring Cloud at 10, which treats the name of every group as the name of a
	 * service unless {@code spring.http.serviceclient.<group>.base-url} is set.
	 */
	private static final int ORDER = 20;

	private final ServiceGroups groups;

	private final LoadBalancers loadBalancers;

	/**
	 * Creates the configurer.
	 * @param groups how groups are configured
	 * @param loadBalancers finds the load balancers
	 */
	public RestClientGroupsLoadBalancing(ServiceGroups groups, LoadBalancers loadBalancers) {
		this.groups = groups;
		this.loadBalancers = loadBalancers;
	}

	@Override
	public void configureGroups(Groups<RestClient.Builder> configured) {
		configured.filter(this.groups::hasPool).forEachClient(this::configure);
	}

	private void configure(HttpServiceGroup group, RestClient.Builder builder) {
		ClientHttpRequestInterceptor balancer = this.groups.loadBalancer(group, this.loadBalancers,
				ClientHttpRequestInterceptor.class, LoadBalancers.BLOCKING);
		if (balancer == null) {
			return;
		}
		String baseUrl = this.groups.baseUrl(group);
		if (baseUrl != null) {
			builder.baseUrl(baseUrl);
		}
		builder.requestInterceptors((interceptors) -> this.groups.balance(group, interceptors, balancer));
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
