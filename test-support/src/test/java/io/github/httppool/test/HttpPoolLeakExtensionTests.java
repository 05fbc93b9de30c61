package io.github.httppool.test;

import java.io.InputStream;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.httppool.RawServer;
import io.github.httppool.StubHttpPools;
import io.github.httppool.autoconfigure.HttpPoolAutoConfiguration;
import io.github.httppool.autoconfigure.HttpPoolClientsAutoConfiguration;
import io.github.httppool.autoconfigure.HttpPoolPropertiesAutoConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.MethodMode;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

/**
 * Tests that leave a call open fail, all others pass.
 */
class HttpPoolLeakExtensionTests {

	private static final int LARGE = 300_000;

	private static volatile URI uri = URI.create("/");

	/** What the tests under test have left open. */
	private static final Queue<AutoCloseable> left = new ConcurrentLinkedQueue<>();

	@RegisterExtension
	final RawServer server = new RawServer()
		.answering("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n" + "x".repeat(LARGE));

	@BeforeEach
	void tellWhereTheServerIs() {
		uri = this.server.uri("/orders");
	}

	@AfterEach
	void closeWhatIsLeft() throws Exception {
		for (AutoCloseable open : left) {
			open.close();
		}
		left.clear();
	}

	@Test
	void whenATestLeavesAResponseOpenThenItFailsWithTheCallSite() {
		assertFails(run(ForgetsAStream.class),
				"GET /orders on connection \\d+ of pool 'default' to 127\\.0\\.0\\.1:\\d+, made at "
						+ "\\S+\\$ForgetsAStream\\.test\\(HttpPoolLeakExtensionTests\\.java:\\d+\\)");
	}

	@Test
	void whenATestLeavesABodyUnsubscribedThenItFailsWithTheCallSite() {
		assertFails(run(ForgetsABody.class),
				"GET /orders on connection \\d+ of pool 'default' to 127\\.0\\.0\\.1:\\d+, made at "
						+ "\\S+\\$ForgetsABody\\.test\\(HttpPoolLeakExtensionTests\\.java:\\d+\\)");
	}

	@Test
	void whenATestEndsItsCallsThenItPasses() {
		run(EndsItsCalls.class).assertStatistics((tests) -> tests.succeeded(2).failed(0));
	}

	@Test
	void whenACallEndsShortlyAfterTheTestThenItPasses() {
		run(EndsItsCallsLater.class).assertStatistics((tests) -> tests.succeeded(1).failed(0));
	}

	@Test
	void whenACallerWaitsThenTheTestFails() {
		assertFails(run(LetsACallerWait.class),
				"waiting for a connection of pool 'default' to 127\\.0\\.0\\.1:\\d+: 1");
	}

	@Test
	void whenAnEarlierTestHasLeftACallOpenThenTheNextOneIsNotBlamed() {
		run(ForgetsAStreamThenEndsItsCalls.class).assertStatistics((tests) -> tests.succeeded(1).failed(1));
	}

	@Test
	void whenTheContextIsClosedAfterATestThenItIsNotOpenedAgain() {
		run(ClosesItsContext.class).assertStatistics((tests) -> tests.succeeded(1).failed(0));
	}

	@Test
	void whenPoolsAreTurnedOffThenTestsPass() {
		run(TurnsPoolsOff.class).assertStatistics((tests) -> tests.succeeded(1).failed(0));
	}

	@Test
	void whenPoolsAreGivenThenSpringIsNotNeeded() {
		assertFails(run(OnGivenPools.class), "waiting for a connection of pool 'default' to 127.0.0.1:8081: 4");
	}

	private static Events run(Class<?> testClass) {
		return EngineTestKit.engine("junit-jupiter")
			.selectors(DiscoverySelectors.selectClass(testClass))
			.execute()
			.testEvents();
	}

	private static void assertFails(Events tests, String line) {
		tests.assertStatistics((statistics) -> statistics.failed(1));
		tests.assertThatEvents()
			.haveExactly(1, event(test(), finishedWithFailure(instanceOf(AssertionError.class), message(
					(text) -> text.matches("(?s)This test has left calls open:\n(- .*\n)?- " + line + "\n.*")))));
	}

	@NoHttpPoolLeaks
	@SpringJUnitConfig(Application.class)
	@TestPropertySource(properties = "httppool.pool.max-connections=2")
	abstract static class OfAnApplication {

		@Autowired
		RestClient restClient;

		@Autowired
		WebClient webClient;

	}

	static class ForgetsAStream extends OfAnApplication {

		@Test
		void test() {
			left.add(this.restClient.get().uri(uri).retrieve().body(InputStream.class));
		}

	}

	static class ForgetsABody extends OfAnApplication {

		@Test
		void test() {
			Flux<DataBuffer> body = this.webClient.get()
				.uri(uri)
				.retrieve()
				.toEntityFlux(DataBuffer.class)
				.block()
				.getBody();
			left.add(() -> body.subscribe(DataBufferUtils.releaseConsumer()).dispose());
		}

	}

	static class EndsItsCalls extends OfAnApplication {

		@Test
		void whole() {
			assertThat(this.restClient.get().uri(uri).retrieve().body(String.class)).hasSize(LARGE);
		}

		@Test
		void early() throws Exception {
			try (InputStream body = this.restClient.get().uri(uri).retrieve().body(InputStream.class)) {
				assertThat(body).isNotNull();
			}
		}

	}

	static class EndsItsCallsLater extends OfAnApplication {

		@Test
		void test() {
			this.webClient.get().uri(uri).retrieve().toBodilessEntity().subscribe();
		}

	}

	@TestPropertySource(properties = { "httppool.pool.max-connections=1", "httppool.timeouts.acquire=10s" })
	static class LetsACallerWait extends OfAnApplication {

		@Test
		void test() {
			left.add(this.restClient.get().uri(uri).retrieve().body(InputStream.class));
			this.webClient.get().uri(uri).retrieve().toBodilessEntity().onErrorComplete().subscribe();
		}

	}

	static class ForgetsAStreamThenEndsItsCalls extends OfAnApplication {

		@Test
		void forgets() {
			left.add(this.restClient.get().uri(uri).retrieve().body(InputStream.class));
		}

		@Test
		void ends() {
			assertThat(this.restClient.get().uri(uri).retrieve().body(String.class)).hasSize(LARGE);
		}

	}

	static class ClosesItsContext extends OfAnApplication {

		@Test
		@DirtiesContext(methodMode = MethodMode.AFTER_METHOD)
		void test() {
			assertThat(this.restClient.get().uri(uri).retrieve().body(String.class)).hasSize(LARGE);
		}

	}

	@TestPropertySource(properties = "httppool.enabled=false")
	@NoHttpPoolLeaks
	@SpringJUnitConfig(Application.class)
	static class TurnsPoolsOff {

		@Test
		void test() {
		}

	}

	static class OnGivenPools {

		@RegisterExtension
		final HttpPoolLeakExtension extension = new HttpPoolLeakExtension(() -> new StubHttpPools("default"));

		@Test
		void test() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ HttpPoolPropertiesAutoConfiguration.class, HttpPoolAutoConfiguration.class,
			HttpPoolClientsAutoConfiguration.class, HttpClientAutoConfiguration.class,
			ImperativeHttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
			RestClientAutoConfiguration.class, WebClientAutoConfiguration.class })
	static class Application {

	}

}
