package io.github.httppool.autoconfigure;

import io.github.httppool.autoconfigure.properties.InvalidPropertiesException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolsInWords}: what the log says at start.
 */
@ExtendWith(OutputCaptureExtension.class)
class PoolsInWordsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(PoolAutoConfigurations.all())
		.withPropertyValues("httppool.max-total-connections=1000", "httppool.event-loops=1", "httppool.transport=nio");

	@Test
	void whenThereIsOnePoolThenOneLineSaysItsLimits(CapturedOutput output) {
		this.runner.run((context) -> assertThat(output).containsOnlyOnce("HTTP clients run on")
			.contains("HTTP clients run on pool 'default': 200 connections and 1000 waiting callers per host, timeouts"
					+ " acquire 2s, connect 2s, response 10s; 1000 connections in total, 1 event loop (nio)"));
	}

	@Test
	void whenClientsDifferThenEachKindHasALine(CapturedOutput output) {
		this.runner
			.withPropertyValues("httppool.event-loops=2", "httppool.clients.orders.base-url=http://orders.example",
					"httppool.clients.payment.timeouts.response=30s",
					"httppool.clients.payment.pool.max-connections=20",
					"httppool.clients.payment.pool.max-pending-acquires=5", "httppool.timeouts.acquire=500ms")
			.run((context) -> assertThat(output).contains(
					"HTTP clients run on pools 'default', 'orders': 200 connections and 1000 waiting callers per host,"
							+ " timeouts acquire 500ms, connect 2s, response 10s; 1000 connections in total, 2 event loops (nio)")
				.containsPattern("HTTP clients run on pool 'payment': 20 connections and 5 waiting callers per host,"
						+ " timeouts acquire 500ms, connect 2s, response 30s\\R"));
	}

	@Test
	void whenSpringBootSetsTimeoutsThenThoseThatHoldAreNamed(CapturedOutput output) {
		this.runner
			.withPropertyValues("spring.http.clients.connect-timeout=1s", "spring.http.clients.read-timeout=4s",
					"httppool.clients.payment.timeouts.response=30s")
			.run((context) -> assertThat(output).contains("timeouts acquire 2s, connect 1s, read 4s; 1000 connections")
				.containsPattern("'payment': .*, timeouts acquire 2s, connect 1s, response 30s\\R"));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void whenATransportIsNotAvailableThenTheStartFails() {
		this.runner.withPropertyValues("httppool.transport=kqueue")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertiesException.class)
				.hasMessageStartingWith("httppool.transport is kqueue but must be available: transport kqueue cannot "
						+ "be used here, only epoll, nio"));
	}

}
