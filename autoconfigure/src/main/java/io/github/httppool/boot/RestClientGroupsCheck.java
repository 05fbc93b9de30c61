package io.github.httppool.boot;

import org.springframework.core.Ordered;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;

/**
 * Builds the request factories of HTTP service groups once before Spring Boot does, so
 * that an unusable setting is attributed to the group it was written for.
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
