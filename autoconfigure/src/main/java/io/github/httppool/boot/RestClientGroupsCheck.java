package io.github.httppool.boot;

import org.springframework.core.Ordered;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;

/**
 * Builds once what the clients of HTTP service groups send with, before Spring Boot does:
 * a setting that cannot be used is put down to the group it was written for.
 */
public final class RestClientGroupsCheck implements RestClientHttpServiceGroupConfigurer {

	private final PooledRestClientHttpServiceGroupConfigurer configurer;

	/**
	 * Creates the check.
	 * @param configurer puts the groups on their pools
	 */
	public RestClientGroupsCheck(PooledRestClientHttpServiceGroupConfigurer configurer) {
		this.configurer = configurer;
	}

	@Override
	public void configureGroups(Groups<RestClient.Builder> configured) {
		this.configurer.forEachParticular(configured, (group, builder) -> this.configurer.transport(group));
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
