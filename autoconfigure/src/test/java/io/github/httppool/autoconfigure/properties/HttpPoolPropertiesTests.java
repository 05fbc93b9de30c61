package io.github.httppool.autoconfigure.properties;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.httppool.autoconfigure.HttpPoolPropertiesAutoConfiguration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.actuate.autoconfigure.context.properties.ConfigurationPropertiesReportEndpointAutoConfiguration;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint.ContextConfigurationPropertiesDescriptor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpPoolProperties}: what Spring Boot makes of the class besides
 * binding it.
 */
class HttpPoolPropertiesTests {

	private static final RuntimeHints HINTS = new RuntimeHints();

	static {
		BindableRuntimeHintsRegistrar.forTypes(HttpPoolProperties.class).registerHints(HINTS);
	}

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(HttpPoolPropertiesAutoConfiguration.class, ConfigurationPropertiesReportEndpointAutoConfiguration.class));

	@ParameterizedTest
	@MethodSource("accessors")
	void whenCompiledAheadOfTimeThenAccessorCanBeCalled(Method accessor) {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(accessor)).accepts(HINTS);
	}

	static Stream<Method> accessors() {
		return Stream
			.of(HttpPoolProperties.class, HttpPoolProperties.Client.class, HttpPoolProperties.Metrics.class,
					HttpPoolProperties.Shutdown.class, PoolProperties.Pool.class, PoolProperties.KeepAlive.class,
					PoolProperties.Timeouts.class, PoolProperties.Ssl.class, PoolProperties.LeakDetection.class)
			.flatMap((level) -> Arrays.stream(BeanUtils.getPropertyDescriptors(level)))
			.filter((property) -> !property.getName().equals("class"))
			.flatMap((property) -> Stream.of(property.getReadMethod(), property.getWriteMethod()))
			.filter(Objects::nonNull);
	}

	@Test
	void whenReportedThenClientHasItsOwnValuesAndThoseItInherits() {
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=configprops",
					"management.endpoint.configprops.show-values=always", "httppool.timeouts.connect=3s",
					"httppool.clients.payment.timeouts.response=7s")
			.run((context) -> assertThat(reported(context))
				.extracting("clients.payment.timeouts", InstanceOfAssertFactories.MAP)
				.containsEntry("connect", "PT3S")
				.containsEntry("response", "PT7S"));
	}

	private static Map<String, Object> reported(ApplicationContext context) {
		ContextConfigurationPropertiesDescriptor reported = context.getBean(ConfigurationPropertiesReportEndpoint.class)
			.configurationPropertiesWithPrefix("httppool")
			.getContexts()
			.get(context.getId());
		return reported.getBeans().values().iterator().next().getProperties();
	}

	@Test
	void whenThereIsAPropertyBelowAValueThenItIsNotTakenForASetter() {
		this.runner.withPropertyValues("httppool.timeouts.dns.seconds=1", "httppool.shutdown.drain-timeout.seconds=1")
			.run((context) -> assertThat(context).hasNotFailed());
	}

}
