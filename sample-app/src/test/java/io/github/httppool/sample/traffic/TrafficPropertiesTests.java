package io.github.httppool.sample.traffic;

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class TrafficPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(PropertiesConfiguration.class);

	@Test
	void everythingHasADefault() {
		this.runner.run((context) -> assertThat(context.getBean(TrafficProperties.class))
			.isEqualTo(new TrafficProperties(true, 128, 1000, Map.of())));
	}

	@Test
	void flowNeedsItsUpstream() {
		refused("sample.traffic.flows.orders.rate=5", "upstream of a flow is missing");
	}

	@Test
	void rateOutOfRangeStopsTheStart() {
		this.runner.withPropertyValues("sample.traffic.flows.orders.upstream=fast")
			.withPropertyValues("sample.traffic.flows.orders.rate=501")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("rate must be 0 to 500 calls per second, not 501"));
	}

	@Test
	void boundsStopTheStart() {
		refused("sample.traffic.threads=0", "threads must be 1 or more, not 0");
		refused("sample.traffic.max-in-flight=0", "max-in-flight must be 1 or more, not 0");
	}

	private void refused(String property, String reason) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessage(reason));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(TrafficProperties.class)
	static class PropertiesConfiguration {

	}

}
