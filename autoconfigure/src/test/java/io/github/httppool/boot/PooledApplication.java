package io.github.httppool.boot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPools;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.autoconfigure.PoolAutoConfigurations;
import io.github.httppool.client.HttpPoolCustomizer;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.context.annotation.Configurations;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application with Spring Boot's clients on one pool, started when a test first asks
 * for one of its beans. After each test it proves that nothing leaked: no lease, no
 * caller that waits, and every connection counted once. In a static field it serves all
 * tests of the class, each of which finds the counters at zero.
 */
final class PooledApplication implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

	/** Above all that a busy machine may need, below all time-outs. */
	static final Duration PATIENCE = Duration.ofSeconds(5);

	private final List<String> properties = new ArrayList<>();

	private final List<HttpPoolCustomizer> customizers = new ArrayList<>();

	private final List<HttpPoolListener> listeners = new ArrayList<>();

	private boolean shared;

	private @Nullable AnnotationConfigApplicationContext context;

	private long closedBefore;

	private Map<CloseReason, Long> closedBeforeByReason = Map.of();

	PooledApplication(String... properties) {
		with("httppool.timeouts.acquire=10s").with(properties);
	}

	private PooledApplication(List<String> properties) {
		this.properties.addAll(properties);
	}

	static PooledApplication withNothingConfigured() {
		return new PooledApplication(List.of());
	}

	PooledApplication with(String... more) {
		this.properties.addAll(Arrays.asList(more));
		return this;
	}

	/**
	 * Has the clients changed by a customizer of the application.
	 */
	PooledApplication customizing(UnaryOperator<HttpClient> customizer) {
		this.customizers.add((poolName, client) -> customizer.apply(client));
		return this;
	}

	PooledApplication listening(HttpPoolListener listener) {
		this.listeners.add(listener);
		return this;
	}

	<T> T bean(Class<T> type) {
		return context().getBean(type);
	}

	<T> T bean(String name, Class<T> type) {
		return context().getBean(name, type);
	}

	HttpPool pool() {
		return bean(HttpPools.class).get(HttpPool.DEFAULT);
	}

	PoolSnapshot snapshot() {
		return pool().snapshot();
	}

	private synchronized AnnotationConfigApplicationContext context() {
		if (this.context == null) {
			this.context = start();
		}
		return this.context;
	}

	private AnnotationConfigApplicationContext start() {
		AnnotationConfigApplicationContext started = new AnnotationConfigApplicationContext();
		TestPropertyValues.of(this.properties).applyTo(started);
		register(started, HttpPoolCustomizer.class, this.customizers);
		register(started, HttpPoolListener.class, this.listeners);
		started.register(Configurations.getClasses(PoolAutoConfigurations.all()));
		started.refresh();
		return started;
	}

	private static <T> void register(AnnotationConfigApplicationContext context, Class<T> type, List<T> beans) {
		for (T bean : beans) {
			context.registerBean(type.getSimpleName() + beans.indexOf(bean), type, () -> bean);
		}
	}

	/**
	 * Connections closed in this test for a reason.
	 */
	long closed(CloseReason reason) {
		return snapshot().closed().get(reason) - this.closedBeforeByReason.getOrDefault(reason, 0L);
	}

	/**
	 * Returns once a call has a connection.
	 */
	void awaitCall() {
		eventually("a call is under way", () -> assertThat(snapshot().active()).isPositive());
	}

	/**
	 * Returns once a caller waits for a connection.
	 */
	void awaitWaiter() {
		eventually("a caller waits", () -> assertThat(snapshot().pending()).isPositive());
	}

	/**
	 * Returns once nothing is under way.
	 */
	void awaitQuiet() {
		eventually("nothing under way", () -> {
			PoolSnapshot figures = snapshot();
			assertThat(figures.active()).as("leases of %s", figures).isZero();
			assertThat(figures.pending()).as("callers that wait in %s", figures).isZero();
			assertThat(figures.connecting()).as("dials of %s", figures).isZero();
		});
	}

	/**
	 * Proves that so many connections were closed in this test, all for one of these
	 * reasons.
	 */
	void assertClosed(long count, CloseReason... reasons) {
		eventually("closed", () -> {
			PoolSnapshot figures = snapshot();
			assertThat(Arrays.stream(reasons).mapToLong(this::closed).sum()).as("%s of %s", List.of(reasons), figures)
				.isEqualTo(count);
			assertThat(figures.closedTotal() - this.closedBefore).as("closed of %s", figures).isEqualTo(count);
		});
	}

	@Override
	public void beforeAll(ExtensionContext extension) {
		this.shared = true;
	}

	@Override
	public void afterEach(ExtensionContext extension) {
		end();
	}

	/**
	 * Proves that nothing leaked, for tests in which this is no extension, and closes the
	 * application unless it serves all tests of a class.
	 */
	void end() {
		if (this.context == null) {
			return;
		}
		try {
			assertNothingLeaked();
		}
		catch (Throwable ex) {
			// The next test shall not suffer.
			close();
			throw ex;
		}
		if (!this.shared) {
			close();
		}
	}

	private void assertNothingLeaked() {
		awaitQuiet();
		assertSound(snapshot());
		pool().evictIdle();
		eventually("no connection left", () -> assertThat(pool().connections()).isEmpty());
		PoolSnapshot figures = snapshot();
		assertSound(figures);
		this.closedBefore = figures.closedTotal();
		this.closedBeforeByReason = figures.closed();
	}

	private static void assertSound(PoolSnapshot figures) {
		assertThat(figures.acquired()).as("leases of %s", figures).isEqualTo(figures.released() + figures.active());
		assertThat(figures.created()).as("connections of %s", figures)
			.isEqualTo(figures.active() + figures.idle() + figures.closedTotal());
	}

	@Override
	public void afterAll(ExtensionContext extension) {
		close();
	}

	private void close() {
		if (this.context != null) {
			this.context.close();
			this.context = null;
			this.closedBefore = 0;
			this.closedBeforeByReason = Map.of();
		}
	}

	static void eventually(String what, ThrowingRunnable assertion) {
		await(what).atMost(PATIENCE)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.untilAsserted(assertion);
	}

}
