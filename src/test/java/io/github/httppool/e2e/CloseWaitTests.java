package io.github.httppool.e2e;

import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that closes while its responses are lost and unread. The NIO transport does
 * not notice the close until it reads: the sockets stay in {@code CLOSE_WAIT}, where the
 * operator sees them, until the responses are found to be lost.
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

	@ParameterizedTest(name = "{0}")
	@EnumSource(value = Leak.class, names = { "ENTITY_FLUX_NEVER_SUBSCRIBED", "FILTER_THAT_DROPS" })
	void whenTheServerClosesThenTheSocketsAreShownUntilTwoSweepsAfterTheResponsesAreGarbage(Leak leak) {
		for (int i = 0; i < RESPONSES; i++) {
			leak.happen(this.application.orderClient(), this.server.uri("/bytes/50000"));
		}
		this.server.dropConnections();
		EndToEnd.eventually("shown", () -> {
			assertThat(closeWait()).isEqualTo(RESPONSES);
			assertThat(connections()).hasSize(RESPONSES)
				.allSatisfy((row) -> assertThat(row.required("socketState").asString()).isEqualTo("CLOSE_WAIT"))
				.allSatisfy((row) -> assertThat(row.required("state").asString()).isEqualTo("active"))
				.extracting((row) -> row.required("id").asLong())
				.doesNotHaveDuplicates();
		});
		Garbage.collect();
		EndToEnd.within(Duration.ofSeconds(2), "gone", () -> {
			assertThat(closeWait()).isZero();
			assertThat(connections()).isEmpty();
		});
		assertThat(this.actuator.httppool().at("/pools/default/leaks/reclaimed").asInt()).isEqualTo(RESPONSES);
	}

	private int closeWait() {
		return this.actuator.httppool().required("sockets").required("CLOSE_WAIT").asInt();
	}

	private Iterable<JsonNode> connections() {
		return this.actuator.get("/actuator/httppool/default").json().required("connections");
	}

}
