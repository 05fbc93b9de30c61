package io.github.httppool.e2e;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.HttpPools;
import io.github.httppool.client.HttpPoolClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.TestContextManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring's test framework keeps the contexts of test classes, and pauses those whose
 * class is not running. Two such classes take turns here.
 */
class PausedContextTests {

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private final Map<Class<?>, TestApplication> applications = new HashMap<>();

	private NettyServer server;

	@BeforeEach
	void startServer() {
		this.server = this.endToEnd.nettyServer();
	}

	@AfterEach
	void forgetContexts() {
		this.applications.keySet()
			.forEach((testClass) -> new TestContextManager(testClass).getTestContext()
				.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE));
	}

	@Test
	void whenContextsArePausedInTurnThenEveryCallIsAnswered() throws Exception {
		visit(First.class, this::assertAnswered);
		visit(Second.class, this::assertAnswered);
		visit(First.class, this::assertAnswered);
		visit(Second.class, this::assertAnswered);
		assertPauses(First.class, 2);
		assertPauses(Second.class, 1);
	}

	@Test
	void whenAContextIsPausedThenItsConnectionsAreKept() throws Exception {
		visit(First.class, this::assertAnswered);
		long created = created(First.class);
		visit(Second.class, this::assertAnswered);
		visit(First.class, this::assertAnswered);
		assertPauses(First.class, 1);
		assertThat(created(First.class)).isEqualTo(created).isPositive();
	}

	@Test
	void whenAContextIsPausedThenACallUnderWayIsAnswered() throws Exception {
		CallsUnderWay[] held = new CallsUnderWay[1];
		visit(First.class, (application) -> {
			held[0] = CallsUnderWay.of(1, application.webClient(), this.server.url("/held"));
			EndToEnd.eventually("call under way", () -> assertThat(this.server.held()).isOne());
		});
		visit(Second.class, this::assertAnswered);
		assertPauses(First.class, 1);
		this.server.release();
		held[0].assertAnswered();
	}

	@Test
	void whenPausedContextsAreClosedThenNoThreadIsLeft() throws Exception {
		visit(First.class, this::assertAnswered);
		visit(Second.class, this::assertAnswered);
		visit(First.class, this::assertAnswered);
		visit(Second.class, this::assertAnswered);
		assertThat(EndToEnd.threads()).isNotEmpty();
		assertPauses(First.class, 2);
		forgetContexts();
		assertThat(this.applications.values()).noneMatch((application) -> application.context().isActive());
		EndToEnd.eventually("no thread", () -> assertThat(EndToEnd.threads()).isEmpty());
	}

	/**
	 * Does what the test framework does for a test class.
	 */
	private void visit(Class<?> testClass, Visit visit) throws Exception {
		TestContextManager manager = new TestContextManager(testClass);
		manager.beforeTestClass();
		ConfigurableApplicationContext context = (ConfigurableApplicationContext) manager.getTestContext()
			.getApplicationContext();
		TestApplication application = this.applications.computeIfAbsent(testClass,
				(first) -> this.endToEnd.add(TestApplication.of(context)));
		assertThat(application.context()).isSameAs(context);
		assertThat(context.getBean(Probe.class).isRunning()).isTrue();
		visit.to(application);
		manager.afterTestClass();
	}

	private void assertAnswered(TestApplication application) {
		String url = this.server.url("/ok");
		HttpPoolClients clients = application.bean(HttpPoolClients.class);
		assertThat(List.of(CallsUnderWay.get(application.restClient(), url),
				CallsUnderWay.get(application.webClient(), url).block(),
				CallsUnderWay.get(clients.restClient("payment"), url),
				CallsUnderWay.get(clients.webClient("payment"), url).block()))
			.containsOnly("ok");
	}

	private void assertPauses(Class<?> testClass, int expected) {
		assertThat(this.applications.get(testClass).bean(Probe.class).stops).hasValue(expected);
	}

	/**
	 * Connections of all pools.
	 */
	private long created(Class<?> testClass) {
		HttpPools pools = this.applications.get(testClass).bean(HttpPools.class);
		return pools.names().stream().mapToLong((name) -> pools.get(name).snapshot().created()).sum();
	}

	@FunctionalInterface
	private interface Visit {

		void to(TestApplication application);

	}

	@SpringBootTest(classes = WithProbe.class, properties = { "spring.config.name=none", "logging.level.root=warn",
			"spring.main.banner-mode=off", "httppool.clients.payment.pool.max-connections=5", "test-class=first" })
	static class First {

	}

	@SpringBootTest(classes = WithProbe.class, properties = { "spring.config.name=none", "logging.level.root=warn",
			"spring.main.banner-mode=off", "httppool.clients.payment.pool.max-connections=5", "test-class=second" })
	static class Second {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WithProbe {

		@Bean
		Probe probe() {
			return new Probe();
		}

	}

	/**
	 * Is paused with its context, as anything is that does not say otherwise.
	 */
	static class Probe implements SmartLifecycle {

		private final AtomicInteger stops = new AtomicInteger();

		private volatile boolean running;

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			this.stops.incrementAndGet();
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

}
