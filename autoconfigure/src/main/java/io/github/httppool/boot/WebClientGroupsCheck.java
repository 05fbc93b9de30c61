package io.github.httppool.boot;

import org.springframework.core.Ordered;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientHttpServiceGroupConfigurer;

/**
 * Builds the connectors of HTTP service groups once before Spring Boot does, so that an
 * unusable setting is attributed to the group it was written for.
 */
public final class WebClientGroupsCheck implements WebClientHttpServiceGroupConfigurer {

	private final PooledWebClientHttpServiceGroupConfigurer configurer;

	/**
	 * Creates the check.
	 * @param configurer puts the groups on their pools
	 */
	public WebClientGroupsCheck(PooledWebClientHttpServiceGroupConfigurer configurer) {
		this.configurer = configurer;
	}

	@Override
	public void configureGroups(Groups<WebClient.Builder> configured) {
		this.configurer.forEachParticular(configured, (group, builder) -> this.configurer.transport(group));
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
