package io.github.httppool.autoconfigure.properties;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.httppool.autoconfigure.HttpPoolPropertiesAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.actuate.autoconfigure.context.properties.ConfigurationPropertiesReportEndpointAutoConfiguration;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint.ConfigurationPropertiesBeanDescriptor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

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
					HttpPoolProperties.Shutdown.class, PoolProperties.Pool.class, PoolProperties.Timeouts.class,
					PoolProperties.Ssl.class, PoolProperties.LeakDetection.class)
			.flatMap((level) -> Arrays.stream(BeanUtils.getPropertyDescriptors(level)))
			.filter((property) -> !property.getName().equals("class"))
			.flatMap((property) -> Stream.of(property.getReadMethod(), property.getWriteMethod()))
			.filter((accessor) -> accessor != null);
	}

	@Test
	void whenReportedThenClientHasItsOwnValuesAndThoseItInherits() {
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=configprops",
					"management.endpoint.configprops.show-values=always", "httppool.timeouts.connect=3s",
					"httppool.clients.payment.timeouts.response=7s")
			.run((context) -> assertThat(timeoutsOfPayment(context.getBean(ConfigurationPropertiesReportEndpoint.class)
				.configurationProperties()
				.getContexts()
				.values()
				.stream()
				.flatMap((each) -> each.getBeans().values().stream())
				.filter((bean) -> bean.getPrefix().equals("httppool"))
				.toList())).containsEntry("response", Duration.ofSeconds(7).toString())
				.containsEntry("connect", Duration.ofSeconds(3).toString()));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> timeoutsOfPayment(List<ConfigurationPropertiesBeanDescriptor> beans) {
		assertThat(beans).hasSize(1);
		Map<String, Object> clients = (Map<String, Object>) beans.get(0).getProperties().get("clients");
		Map<String, Object> payment = (Map<String, Object>) clients.get("payment");
		return (Map<String, Object>) payment.get("timeouts");
	}

}
