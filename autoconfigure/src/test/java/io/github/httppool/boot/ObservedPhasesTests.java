package io.github.httppool.boot;

import java.io.IOException;
import java.net.URI;
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

import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The observation of a call hears of the phases that took long, before it ends, and no
 * other one does.
 */
@Timeout(60)
class ObservedPhasesTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final Recorder recorder = new Recorder();

	private final ObservationRegistry registry = ObservationRegistry.create();

	@RegisterExtension
	final RawServer server = new RawServer().serving(ObservedPhasesTests::serve);

	ObservedPhasesTests() {
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
	void whenACallTakesLongThenItsObservationHearsOfThePhases(Client client) {
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
	void whenACallFailsThenItsObservationHearsOfThePhases(Client client) {
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			assertThatThrownBy(() -> client.get(connection, this.registry, this.server.uri("/close"))).isNotNull();
			assertThat(this.recorder.events).anySatisfy((event) -> assertThat(event).contains("httppool.waiting"));
			connection.assertServes(this.server.uri("/ok"));
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenOnlyTheCallerIsObservedThenItHearsNothing(Client client) {
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
	void whenAHandlerThrowsThenTheCallDoesNotFeelIt(Client client) {
		this.recorder.failure = new IllegalStateException("thrown by a handler, on purpose");
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			assertThat(client.get(connection, this.registry, this.server.uri("/ok"))).isEqualTo("ok");
			assertThat(this.recorder.events).isNotEmpty();
			connection.assertServes(this.server.uri("/ok"));
		});
	}

	private static final class Recorder implements ObservationHandler<Observation.Context> {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private RuntimeException failure;

		private volatile boolean stopped;

		@Override
		public void onEvent(Observation.Event event, Observation.Context context) {
			assertThat(this.stopped).isFalse();
			this.events.add("%s: %s, %s".formatted(context.getName(), event.getName(), event.getContextualName()));
			if (this.failure != null) {
				throw this.failure;
			}
		}

		@Override
		public void onStop(Observation.Context context) {
			this.stopped = true;
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	enum Client {

		REST_CLIENT {

			@Override
			String get(SingleConnection connection, ObservationRegistry registry, URI uri) {
				return connection.restClient()
					.mutate()
					.observationRegistry(registry)
					.build()
					.get()
					.uri(uri)
					.retrieve()
					.body(String.class);
			}

		},

		REST_TEMPLATE {

			@Override
			String get(SingleConnection connection, ObservationRegistry registry, URI uri) {
				RestTemplate template = connection.restTemplate();
				template.setObservationRegistry(registry);
				return template.getForObject(uri, String.class);
			}

		},

		WEB_CLIENT {

			@Override
			String get(SingleConnection connection, ObservationRegistry registry, URI uri) {
				return connection.webClient()
					.mutate()
					.observationRegistry(registry)
					.build()
					.get()
					.uri(uri)
					.retrieve()
					.bodyToMono(String.class)
					.block(PATIENCE);
			}

		};

		abstract String get(SingleConnection connection, ObservationRegistry registry, URI uri);

	}

}
