package io.github.httppool.autoconfigure;

import io.github.httppool.HttpPools;
import io.github.httppool.actuate.HttpPoolInfoContributor;

import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what the {@code info} endpoint tells of the pools, if
 * {@code management.info.httppool.enabled} is {@code true}.
 */
@AutoConfiguration(afterName = "io.github.httppool.autoconfigure.HttpPoolAutoConfiguration")
@ConditionalOnClass(ConditionalOnEnabledInfoContributor.class)
@ConditionalOnBean(HttpPools.class)
public final class HttpPoolInfoAutoConfiguration {

	@Bean
	@ConditionalOnEnabledInfoContributor(value = "httppool", fallback = InfoContributorFallback.DISABLE)
	@ConditionalOnMissingBean
	HttpPoolInfoContributor httpPoolInfoContributor(HttpPools pools) {
		return new HttpPoolInfoContributor(pools);
	}

}
