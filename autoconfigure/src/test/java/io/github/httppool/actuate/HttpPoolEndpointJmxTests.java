package io.github.httppool.actuate;

import java.lang.management.ManagementFactory;
import java.util.stream.Stream;

import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.github.httppool.HttpPools;
import io.github.httppool.PoolState;
import io.github.httppool.StubHttpPools;
import io.github.httppool.WireLogSnapshot;
import io.github.httppool.autoconfigure.HttpPoolEndpointAutoConfiguration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * The endpoint over JMX.
 */
class HttpPoolEndpointJmxTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class, EndpointAutoConfiguration.class,
				JmxEndpointAutoConfiguration.class, HttpPoolEndpointAutoConfiguration.class))
		.withBean(HttpPools.class, () -> new StubHttpPools("default", "payment"))
		.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=httppool",
				"management.endpoints.jmx.domain=" + getClass().getSimpleName());

	@Test
	void onlyReadsAreThereByDefault() {
		this.contextRunner.run((context) -> assertThat(operations()).containsExactlyInAnyOrder("pools", "pool"));
	}

	@Test
	void poolIsShownByName() {
		this.contextRunner.run((context) -> assertThat(invoke("pool", "payment"))
			.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
			.containsKeys("active", "settings", "connections"));
	}

	@Test
	void leaksOfAPoolAreShownWithTheirSites() {
		this.contextRunner.run((context) -> assertThat(invoke("pool", "payment"))
			.extracting("leaks", InstanceOfAssertFactories.map(String.class, Object.class))
			.containsEntry("reclaimed", 7L)
			.extractingByKey("sites", InstanceOfAssertFactories.list(Object.class))
			.first()
			.hasToString("{callSite=com.acme.OrderClient.find(OrderClient.java:42), state=reclaimed, count=7,"
					+ " lastSeen=2026-01-02T00:00:00Z}"));
	}

	@Test
	void poolIsResizedAndItsIdleConnectionsEvicted() {
		unrestricted().run((context) -> {
			invoke("resize", "payment", 20);
			invoke("evictIdle", "payment");
			HttpPools pools = context.getBean(HttpPools.class);
			assertThat(pools.get("payment").settings().pool().maxConnections()).isEqualTo(20);
			assertThat(pools.get("payment").snapshot().idle()).isZero();
			assertThat(pools.get("default").settings().pool().maxConnections()).isEqualTo(50);
		});
	}

	@Test
	void wireLogIsSwitched() {
		unrestricted().run((context) -> {
			HttpPools pools = context.getBean(HttpPools.class);
			invoke("wireLog", "payment", "PT1M", "api.example:443");
			assertThat(pools.get("payment").wireLog()).map(WireLogSnapshot::host).contains("api.example:443");
			assertThat(pools.get("default").wireLog()).isEmpty();
			assertThatException().isThrownBy(() -> invoke("wireLog", "payment", "soon", "api.example:443"))
				.withStackTraceContaining("wireLog must be a time");
		});
	}

	@Test
	void poolIsDrainedAndResumed() {
		unrestricted().run((context) -> {
			HttpPools pools = context.getBean(HttpPools.class);
			invoke("drain", "payment");
			assertThat(pools.get("payment").snapshot().state()).isEqualTo(PoolState.DRAINED);
			assertThat(pools.get("default").snapshot().state()).isEqualTo(PoolState.RUNNING);
			invoke("resume", "payment");
			assertThat(pools.get("payment").snapshot().state()).isEqualTo(PoolState.RUNNING);
		});
	}

	@Test
	void unknownPoolIsAnException() {
		this.contextRunner.run((context) -> assertThatException().isThrownBy(() -> invoke("pool", "other"))
			.withStackTraceContaining("there is no pool 'other', only [default, payment]"));
	}

	@Test
	void limitOutOfRangeIsAnException() {
		unrestricted().run((context) -> assertThatException().isThrownBy(() -> invoke("resize", "payment", 0))
			.withStackTraceContaining("maxConnections must be from 1 to 500, not 0"));
	}

	private ApplicationContextRunner unrestricted() {
		return this.contextRunner.withPropertyValues("management.endpoint.httppool.access=UNRESTRICTED");
	}

	private Stream<String> operations() throws Exception {
		return Stream.of(server().getMBeanInfo(name()).getOperations()).map(MBeanOperationInfo::getName);
	}

	private Object invoke(String operation, Object... arguments) throws Exception {
		String[] signature = Stream.of(arguments)
			.map((argument) -> argument.getClass().getName())
			.toArray(String[]::new);
		return server().invoke(name(), operation, arguments, signature);
	}

	private MBeanServer server() {
		return ManagementFactory.getPlatformMBeanServer();
	}

	private ObjectName name() throws Exception {
		return new ObjectName(getClass().getSimpleName() + ":type=Endpoint,name=Httppool");
	}

}
