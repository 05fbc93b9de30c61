package io.github.httppool.autoconfigure;

import io.github.httppool.HttpPools;
import io.github.httppool.tracing.CallTracingHandler;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.tracing.Tracer;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what the pools add to traces. Spring Boot registers the handler
 * where it registers those of the application.
 */
@AutoConfiguration(afterName = { "io.github.httppool.autoconfigure.HttpPoolAutoConfiguration",
		"org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration" })
@ConditionalOnClass({ Tracer.class, ObservationHandler.class })
@ConditionalOnBean(HttpPools.class)
@ConditionalOnSingleCandidate(Tracer.class)
@ConditionalOnBooleanProperty(name = "httppool.tracing.enabled", matchIfMissing = true)
public final class HttpPoolTracingAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CallTracingHandler httpPoolCallTracingHandler(Tracer tracer) {
		return new CallTracingHandler(tracer);
	}

}
