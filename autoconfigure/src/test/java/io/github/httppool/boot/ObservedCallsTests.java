package io.github.httppool.boot;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

import io.github.httppool.RawServer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The observation of a call hears of the phases that took long, before it ends, and no
 * other one does. Whatever its handlers throw costs no connection.
 */
@Timeout(60)
class ObservedCallsTests {

	private final Recorder recorder = new Recorder();

	private final ObservationRegistry registry = ObservationRegistry.create();

	@RegisterExtension
	final RawServer server = new RawServer().serving(ObservedCallsTests::serve);

	ObservedCallsTests() {
		this.registry.observationConfig().observationHandler(this.recorder);
	}

	private static void serve(RawServer.Client client) throws IOException {
		for (String head = client.readHead(); head != null; head = client.readHead()) {
			LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
			if (head.contains("/close")) {
				return;
			}
			client.write(RawServer.ok("ok"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenACallTakesLongThenItsObservationHearsOfThePhases(ObservedClient client) {
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			assertThat(client.get(connection, this.registry, this.server.uri("/ok"))).isEqualTo("ok");
			assertThat(this.recorder.events).anySatisfy(
					(event) -> assertThat(event).matches("http.client.requests: httppool.waiting, waiting \\d+ ms"));
			connection.assertServes(this.server.uri("/ok"));
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenACallFailsThenItsObservationHearsOfThePhases(ObservedClient client) {
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			assertThatThrownBy(() -> client.get(connection, this.registry, this.server.uri("/close"))).isNotNull();
			assertThat(this.recorder.events).anySatisfy((event) -> assertThat(event).contains("httppool.waiting"));
			connection.assertServes(this.server.uri("/ok"));
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenOnlyTheCallerIsObservedThenItHearsNothing(ObservedClient client) {
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			Observation around = Observation.start("around", this.registry);
			assertThat(around.observe(() -> client.get(connection, ObservationRegistry.NOOP, this.server.uri("/ok"))))
				.isEqualTo("ok");
			assertThat(this.recorder.events).isEmpty();
			connection.assertServes(this.server.uri("/ok"));
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenACallIsRepeatedThenItsObservationHearsOfEachAttemptInOrder(ObservedClient client) {
		SingleConnection.application()
			.withPropertyValues("httppool.retry.max-attempts=2", "httppool.retry.backoff=10ms",
					"httppool.retry.jitter=0.1")
			.run((context) -> {
				SingleConnection connection = new SingleConnection(context);
				assertThatThrownBy(() -> client.get(connection, this.registry, this.server.uri("/close"))).isNotNull();
				assertThat(this.recorder.events).extracting((event) -> event.split("[:,] ")[1])
					.containsSubsequence("httppool.waiting", "httppool.paused", "httppool.waiting");
				assertThat(this.recorder.times).isSorted().doesNotContain(0L);
				connection.assertServes(this.server.uri("/ok"));
			});
	}

	/** Reactor lets errors of this kind pass, and drops what it was about to do. */
	@ParameterizedTest
	@EnumSource
	void whenAHandlerThrowsThenTheCallDoesNotFeelIt(ObservedClient client) {
		this.recorder.thrownByEvents = new LinkageError("thrown by a handler, on purpose");
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			assertThat(client.get(connection, this.registry, this.server.uri("/ok"))).isEqualTo("ok");
			assertThat(this.recorder.events).isNotEmpty();
			connection.assertServes(this.server.uri("/ok"));
		});
	}

	/** Whether the call fails is up to Spring, which stops the observation. */
	@ParameterizedTest
	@EnumSource
	void whenAHandlerThrowsAtTheEndThenTheConnectionIsNotLost(ObservedClient client) {
		this.recorder.thrownAtTheEnd = new AssertionError("thrown by a handler, on purpose");
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			catchThrowable(() -> client.get(connection, this.registry, this.server.uri("/ok")));
			assertThat(this.recorder.stopped).isTrue();
			connection.assertServes(this.server.uri("/ok"));
		});
	}

	private static final class Recorder implements ObservationHandler<Observation.Context> {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private final List<Long> times = new CopyOnWriteArrayList<>();

		private volatile Error thrownByEvents;

		private volatile Error thrownAtTheEnd;

		private volatile boolean stopped;

		@Override
		public void onEvent(Observation.Event event, Observation.Context context) {
			assertThat(this.stopped).isFalse();
			this.events.add("%s: %s, %s".formatted(context.getName(), event.getName(), event.getContextualName()));
			this.times.add(event.getWallTime());
			if (this.thrownByEvents != null) {
				throw this.thrownByEvents;
			}
		}

		@Override
		public void onStop(Observation.Context context) {
			this.stopped = true;
			if (this.thrownAtTheEnd != null) {
				throw this.thrownAtTheEnd;
			}
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
