package io.github.httppool.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that closes while its responses are unread. The NIO transport does not notice
 * the close until it reads: the sockets stay in {@code CLOSE_WAIT}, where the operator
 * sees them, as long as somebody may read the responses.
 */
@Tag("every-transport")
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(named = "reactor.netty.native", matches = "false")
class CloseWaitTests {

	private static final int RESPONSES = 3;

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private final BodyServer server = this.endToEnd.bodyServer();

	private final TestApplication application = this.endToEnd.webApplication("httppool.pool.eviction-interval=1s");

	private final Actuator actuator = this.application.actuator();

	@Test
	void whenTheServerClosesThenTheSocketsAreShownUntilTwoSweepsAfterTheResponsesAreGarbage() {
		List<ResponseEntity<Flux<DataBuffer>>> responses = new ArrayList<>();
		for (int i = 0; i < RESPONSES; i++) {
			responses.add(receive());
		}
		this.server.dropConnections();
		EndToEnd.eventually("shown", this::proveThatAllAreShown);
		Garbage.collect();
		proveThatAllAreShown();
		responses.clear();
		Garbage.collect();
		EndToEnd.within(Duration.ofSeconds(2), "gone", () -> {
			assertThat(closeWait()).isZero();
			assertThat(connections()).isEmpty();
		});
		assertThat(this.application.pool().leaks().reclaimed()).isEqualTo(RESPONSES);
	}

	private ResponseEntity<Flux<DataBuffer>> receive() {
		return this.application.webClient()
			.get()
			.uri(this.server.uri("/bytes/50000"))
			.retrieve()
			.toEntityFlux(DataBuffer.class)
			.block();
	}

	private void proveThatAllAreShown() {
		assertThat(closeWait()).isEqualTo(RESPONSES);
		assertThat(connections()).hasSize(RESPONSES)
			.allSatisfy((row) -> assertThat(row.required("socketState").asString()).isEqualTo("CLOSE_WAIT"))
			.allSatisfy((row) -> assertThat(row.required("state").asString()).isEqualTo("active"))
			.extracting((row) -> row.required("id").asLong())
			.doesNotHaveDuplicates();
	}

	private int closeWait() {
		return this.actuator.httppool().required("sockets").required("CLOSE_WAIT").asInt();
	}

	private Iterable<JsonNode> connections() {
		return this.actuator.get("/actuator/httppool/default").json().required("connections");
	}

}
