package io.github.httppool.autoconfigure;

import io.github.httppool.HttpPools;
import io.github.httppool.StubHttpPools;
import io.github.httppool.tracing.CallTracingHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class HttpPoolTracingAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpPoolTracingAutoConfiguration.class))
		.withBean(HttpPools.class, () -> new StubHttpPools("default"));

	/** Spring Boot has a tracer that does nothing if there is no other. */
	@Test
	void thereIsAHandlerIfThereIsATracer() {
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class,
					NoopTracerAutoConfiguration.class, MicrometerTracingAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(ObservationRegistry.class)
				.hasSingleBean(CallTracingHandler.class));
	}

	@Test
	void thereIsNothingWithoutATracer() {
		this.contextRunner
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CallTracingHandler.class));
	}

	@Test
	void thereIsNothingIfItIsSwitchedOff() {
		this.contextRunner.withBean(Tracer.class, () -> Tracer.NOOP)
			.withPropertyValues("httppool.tracing.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(CallTracingHandler.class));
	}

	@Test
	void thereIsNothingWithoutMicrometerTracing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer.tracing"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("httpPoolCallTracingHandler"));
	}

	@Test
	void theHandlerMayBeTheApplications() {
		this.contextRunner.withBean(Tracer.class, () -> Tracer.NOOP)
			.withBean("own", CallTracingHandler.class, () -> new CallTracingHandler(Tracer.NOOP))
			.run((context) -> assertThat(context).getBeanNames(CallTracingHandler.class).containsExactly("own"));
	}

}
