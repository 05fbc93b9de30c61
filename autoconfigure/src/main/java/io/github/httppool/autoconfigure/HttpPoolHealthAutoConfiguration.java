package io.github.httppool.autoconfigure;

import io.github.httppool.HttpPools;
import io.github.httppool.actuate.HttpPoolHealth;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the pools' health, unless
 * {@code management.health.httppool.enabled} is {@code false}.
 */
@AutoConfiguration(afterName = "io.github.httppool.autoconfigure.HttpPoolAutoConfiguration")
@ConditionalOnClass({ CompositeHealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(HttpPools.class)
public final class HttpPoolHealthAutoConfiguration {

	@Bean
	@ConditionalOnEnabledHealthIndicator("httppool")
	@ConditionalOnMissingBean(name = "httppoolHealthContributor")
	CompositeHealthContributor httppoolHealthContributor(HttpPools pools) {
		return HttpPoolHealth.of(pools);
	}

}
