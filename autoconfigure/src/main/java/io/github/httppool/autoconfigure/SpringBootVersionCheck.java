package io.github.httppool.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Stops the startup on an unsupported version of Spring Boot, before any bean is defined:
 * otherwise a missing method would only be noticed by the first client. Uses only what
 * all versions have.
 */
class SpringBootVersionCheck implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

	private static final Log logger = LogFactory.getLog(SpringBootVersionCheck.class);

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		check(SpringBootVersion.getVersion());
	}

	static void check(@Nullable String version) {
		SupportedSpringBoot supported = SupportedSpringBoot.of(version);
		if (supported == SupportedSpringBoot.TOO_OLD && version != null) {
			throw new UnsupportedSpringBootException(version);
		}
		if (supported == SupportedSpringBoot.UNKNOWN) {
			logger.warn("httppool has not been tried with Spring Boot %s: it supports %s".formatted(version,
					SupportedSpringBoot.TEXT));
		}
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
