package io.github.httppool.boot;

import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.github.httppool.client.CallDeadline;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The header that tells a server how much time a call has left.
 */
@Timeout(60)
class DeadlineHeaderTests {

	private static final Pattern HEADER = Pattern.compile("(?i)\r\nX-Time-Left: (.*)\r\n");

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.timeouts.deadline-header=X-Time-Left",
			"httppool.timeouts.total=20s", "httppool.retry.max-attempts=2", "httppool.retry.backoff=50ms",
			"httppool.retry.jitter=0")
		.customizing((client) -> client.followRedirect(true));

	@RegisterExtension
	static final PooledApplication unlimited = new PooledApplication("httppool.timeouts.deadline-header=X-Time-Left",
			"httppool.timeouts.total=0");

	@RegisterExtension
	static final PooledApplication silent = new PooledApplication("httppool.timeouts.total=20s");

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	@ParameterizedTest
	@EnumSource
	void tellsWhatIsLeftOfTheTotalLimit(ClientKind client) {
		get(client, application);
		assertThat(figures()).singleElement().satisfies((left) -> assertThat(left).isBetween(10_000L, 20_000L));
	}

	@ParameterizedTest
	@EnumSource
	void tellsWhatIsLeftOfADeadline(CallDeadlineTests.Way client) {
		CallDeadline.within(Duration.ofSeconds(8), () -> client.get(application, this.server.uri("/answer")));
		assertThat(figures()).singleElement().satisfies((left) -> assertThat(left).isBetween(4_000L, 8_000L));
	}

	@ParameterizedTest
	@EnumSource
	void whenTheCallIsRedirectedAndTriedAgainThenEachRequestHasAFigureOfItsOwn(ClientKind client) {
		this.server.on("/answer", (peer) -> {
			peer.pause(Duration.ofMillis(20));
			peer.write("HTTP/1.1 302 Found\r\nLocation: /moved\r\nContent-Length: 0\r\n\r\n");
		}).on("/moved", (peer) -> {
			peer.pause(Duration.ofMillis(20));
			this.server.on("/moved", ScriptedServer.Peer::echo);
			peer.write("HTTP/1.1 503 Unavailable\r\nContent-Length: 4\r\n\r\nbusy");
		});
		assertThat(get(client, application)).isEqualTo("/moved");
		List<Long> figures = figures();
		assertThat(figures).hasSize(4);
		assertThat(figures.get(0) - figures.get(1)).isGreaterThanOrEqualTo(20);
		assertThat(figures.get(1) - figures.get(2)).isGreaterThanOrEqualTo(70);
		assertThat(figures.get(2) - figures.get(3)).isGreaterThanOrEqualTo(20);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheApplicationHasSetTheHeaderThenItStays(ClientKind client) {
		RequestEntity<?> request = RequestEntity.get(this.server.uri("/answer")).header("x-time-left", "own").build();
		assertThat(CallPair.answer(client.send(application, request))).isEqualTo("/answer");
		assertThat(HEADER.matcher(this.server.received(0)).results().map((each) -> each.group(1)))
			.containsExactly("own");
	}

	@ParameterizedTest
	@EnumSource
	void whenNothingIsConfiguredOrTheCallHasNoLimitThenThereIsNone(ClientKind client) {
		get(client, silent);
		get(client, unlimited);
		assertThat(figures()).isEmpty();
		assertThat(this.server.requests()).hasSize(2);
	}

	private String get(ClientKind client, PooledApplication on) {
		return CallPair.answer(client.send(on, new RequestEntity<>(HttpMethod.GET, this.server.uri("/answer"))));
	}

	private List<Long> figures() {
		return HEADER.matcher(this.server.received(0))
			.results()
			.map((MatchResult each) -> Long.valueOf(each.group(1)))
			.toList();
	}

}
