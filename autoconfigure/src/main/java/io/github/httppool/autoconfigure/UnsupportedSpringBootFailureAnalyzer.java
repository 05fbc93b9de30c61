package io.github.httppool.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains {@link UnsupportedSpringBootException}.
 */
class UnsupportedSpringBootFailureAnalyzer extends AbstractFailureAnalyzer<UnsupportedSpringBootException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedSpringBootException cause) {
		String description = "httppool-spring-boot-starter does not run on this version of Spring Boot:%n%n    Found: %s%n    Supported: %s"
			.formatted(cause.version(), SupportedSpringBoot.TEXT);
		return new FailureAnalysis(description,
				"Upgrade Spring Boot to " + SupportedSpringBoot.TEXT + ", or remove httppool-spring-boot-starter",
				cause);
	}

}
