package io.github.httppool.metrics;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.httppool.HttpPools;
import io.github.httppool.ProcessFigures;
import io.github.httppool.StubHttpPools;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A registry that outlives the pools keeps nothing of them.
 */
@Timeout(60)
class RemovedMetersTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	/** Meters reference it weakly. */
	private final HttpPools pools = new StubHttpPools("default");

	@Test
	void whenTheRecorderIsClosedThenItsMetersAreRemovedAndNoOthers() {
		Counter ofTheApplication = this.registry.counter("orders");
		HttpPoolMeterRecorder recorder = EveryEvent.in(this.registry, MeterNaming.BOTH);
		assertThat(this.registry.getMeters()).hasSizeGreaterThan(HttpPoolMeter.values().length);
		recorder.close();
		assertThat(this.registry.getMeters()).containsExactly(ofTheApplication);
	}

	@Test
	void whenSomethingHappensAfterwardsThenNothingIsRegistered() {
		HttpPoolMeterRecorder recorder = EveryEvent.in(this.registry, MeterNaming.BOTH);
		recorder.close();
		EveryEvent.tell(recorder, this.pools, "late.example:80");
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void whenTheNextContextBindsTheSameRegistryThenItsFiguresAreThere() {
		EveryEvent.in(this.registry, MeterNaming.MICROMETER).close();
		this.pools.get("default").resize(7);
		new HttpPoolMeterBinder(this.pools, new HttpPoolMeterRecorder(), ProcessFigures.UNKNOWN).bindTo(this.registry);
		assertThat(this.registry.get("httppool.connections.max").gauge().value()).isEqualTo(7);
	}

	/**
	 * A host is heard of for the first time by an event loop, while another thread closes
	 * the context.
	 */
	@Test
	void whenEventsHappenMeanwhileThenNothingIsLeft() throws Exception {
		ExecutorService eventLoop = Executors.newSingleThreadExecutor();
		try {
			for (int round = 0; round < 200; round++) {
				HttpPoolMeterRecorder recorder = new HttpPoolMeterRecorder(20, MeterNaming.BOTH);
				new HttpPoolMeterBinder(this.pools, recorder, ProcessFigures.UNKNOWN).bindTo(this.registry);
				CountDownLatch begun = new CountDownLatch(1);
				Future<?> events = eventLoop.submit(() -> {
					begun.countDown();
					for (int host = 0; host < 5; host++) {
						EveryEvent.tell(recorder, this.pools, "host-" + host + ":80");
					}
				});
				begun.await();
				recorder.close();
				events.get(20, TimeUnit.SECONDS);
				assertThat(this.registry.getMeters()).as("after round " + round).isEmpty();
			}
		}
		finally {
			eventLoop.shutdownNow();
		}
	}

}
