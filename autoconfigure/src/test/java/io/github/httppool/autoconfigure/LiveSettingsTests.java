package io.github.httppool.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.FleetSnapshot;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.autoconfigure.properties.EffectiveProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LiveSettings}: what the pools are told, and when one of them fails or
 * takes long.
 */
@ExtendWith(OutputCaptureExtension.class)
class LiveSettingsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final int TOTAL = 500;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpPoolPropertiesAutoConfiguration.class))
		.withPropertyValues("httppool.max-total-connections=" + TOTAL,
				"httppool.clients.payment.base-url=http://payment.example",
				"httppool.clients.stock.base-url=http://stock.example");

	private final List<String> told = new CopyOnWriteArrayList<>();

	private final LiveSettings settings = new LiveSettings(() -> TOTAL, this::reconfigure, properties());

	private volatile Runnable disturbance = () -> {
	};

	private void reconfigure(String pool, HttpPoolSettings settings) {
		String call = pool + " " + settings.pool().maxConnections();
		if (pool.equals("payment")) {
			this.disturbance.run();
		}
		this.told.add(call);
	}

	private EffectiveProperties properties(String... values) {
		List<EffectiveProperties> bound = new ArrayList<>();
		this.runner.withPropertyValues(values).run((context) -> bound.add(context.getBean(EffectiveProperties.class)));
		return bound.get(0);
	}

	@Test
	void whenLimitsChangeThenOnlyThePoolsThatHaveThemAreTold() {
		this.settings.apply(properties("httppool.clients.stock.pool.max-connections=7"));
		this.settings.apply(properties("httppool.clients.stock.pool.max-connections=7"));
		assertThat(this.told).containsExactly("stock 7");
	}

	@Test
	void whenAPoolFailsThenTheOthersFollowAndItIsToldAgain(CapturedOutput output) {
		this.disturbance = () -> {
			throw new AssertionError("a listener");
		};
		this.settings.apply(properties("httppool.pool.max-connections=20"));
		assertThat(this.told).containsExactly("default 20", "stock 20");
		assertThat(output).containsOnlyOnce("Pool 'payment' could not take over its new limits")
			.contains("AssertionError: a listener");
		this.disturbance = () -> {
		};
		this.settings.apply(properties("httppool.pool.max-connections=20"));
		assertThat(this.told).containsExactly("default 20", "stock 20", "payment 20");
	}

	@Test
	void whileAPoolTakesLongThenAnotherThreadLeavesItsChangeToTheFirst() throws InterruptedException {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		this.disturbance = () -> {
			entered.countDown();
			awaitUninterrupted(released);
		};
		EffectiveProperties first = properties("httppool.pool.max-connections=20");
		EffectiveProperties second = properties("httppool.pool.max-connections=30");
		CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> this.settings.apply(first));
		assertThat(entered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		this.settings.apply(second);
		assertThat(this.told).containsExactly("default 20");
		released.countDown();
		assertThat(slow).succeedsWithin(PATIENCE);
		assertThat(this.told).containsExactly("default 20", "payment 20", "stock 20", "default 30", "payment 30",
				"stock 30");
	}

	@Test
	void whenAPoolFailsThenAChangeThatAnotherThreadHasLeftIsNotLost() throws InterruptedException {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		this.disturbance = () -> {
			this.disturbance = () -> {
			};
			entered.countDown();
			awaitUninterrupted(released);
			throw new IllegalStateException("a listener");
		};
		EffectiveProperties first = properties("httppool.pool.max-connections=20");
		EffectiveProperties second = properties("httppool.pool.max-connections=30");
		CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> this.settings.apply(first));
		assertThat(entered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		this.settings.apply(second);
		released.countDown();
		assertThat(slow).succeedsWithin(PATIENCE);
		assertThat(this.told).containsExactly("default 20", "stock 20", "default 30", "payment 30", "stock 30");
	}

	@Test
	void whenALimitIsAboveTheTotalThenNobodyIsTold() {
		EffectiveProperties changed = properties("httppool.max-total-connections=1000",
				"httppool.clients.stock.pool.max-connections=501", "httppool.clients.payment.pool.max-connections=1");
		assertThatIllegalArgumentException().isThrownBy(() -> this.settings.apply(changed))
			.withMessage("pool 'stock' would have 501 connections per host, and httppool.max-total-connections is 500 "
					+ "until a restart");
		assertThat(this.told).isEmpty();
	}

	@Test
	void whenInstancesAreDiscoveredThenALimitOfTheFleetIsDividedByThem(CapturedOutput output) {
		this.settings.apply(properties("httppool.clients.payment.pool.fleet-max-connections=100"));
		this.settings.discovered(4);
		this.settings.discovered(4);
		assertThat(this.told).containsExactly("payment 100", "payment 25");
		assertThat(this.settings.of("payment")).hasValue(new FleetSnapshot(4, true, 100));
		assertThat(this.settings.of("stock")).isEmpty();
		assertThat(output).containsOnlyOnce("divided by 4 from now on, as service discovery counts")
			.containsOnlyOnce("Pool 'payment' may have 25 connections per host as its share (was 100)");
	}

	@Test
	void whenALimitOfTheFleetAppearsThenThatIsTold() {
		AtomicInteger heard = new AtomicInteger();
		this.settings.onFleetLimits(heard::incrementAndGet);
		this.settings.apply(properties("httppool.pool.max-connections=20"));
		assertThat(heard).hasValue(0);
		this.settings.apply(properties("httppool.clients.payment.pool.fleet-max-connections=100"));
		assertThat(heard).hasValue(1);
	}

	@Test
	void whenThereIsALimitOfTheFleetFromTheStartThenThatIsTold() {
		LiveSettings shared = new LiveSettings(() -> TOTAL, this::reconfigure,
				properties("httppool.pool.fleet-max-connections=100"));
		AtomicInteger heard = new AtomicInteger();
		shared.onFleetLimits(heard::incrementAndGet);
		assertThat(heard).hasValue(1);
	}

	private static void awaitUninterrupted(CountDownLatch latch) {
		try {
			assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
