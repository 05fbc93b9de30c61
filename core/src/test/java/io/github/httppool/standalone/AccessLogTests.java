package io.github.httppool.standalone;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ch.qos.logback.classic.Level;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPools;
import io.github.httppool.RawServer;
import io.github.httppool.StandaloneHttpPools;
import io.github.httppool.netty.ReactorHttpPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.awaitility.Awaitility.await;

/**
 * The access log: what is in a line, and when there is one.
 */
class AccessLogTests {

	private static final Pattern FIELD = Pattern.compile("([a-z_]+)=(\"(?:[^\"\\\\]|\\\\.)*\"|\\S+)(?: |$)");

	@RegisterExtension
	final RawServer server = new RawServer().serving((client) -> {
		for (String head = client.readHead(); head != null; head = client.readHead()) {
			client.write(head.contains("/down") ? "HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n"
					: RawServer.ok("ok"));
		}
	});

	@RegisterExtension
	final LogOf log = new LogOf("io.github.httppool.access");

	private final StandaloneHttpPools pools = HttpPools.builder()
		.pool("unset", HttpPoolSettings.DEFAULT)
		.pool("on", logged(1.0))
		.pool("sampled", logged(0.0))
		.drainTimeout(Duration.ZERO)
		.build();

	private static HttpPoolSettings logged(double sampling) {
		return HttpPoolSettings.builder().accessLog(new HttpPoolSettings.AccessLog(true, sampling)).build();
	}

	@AfterEach
	void nothingIsLeft() {
		this.pools.forEach((pool) -> await().untilAsserted(() -> assertThat(pool.snapshot().active()).isZero()));
		this.pools.close();
		this.pools.forEach((pool) -> assertThat(pool.connections()).isEmpty());
	}

	@ParameterizedTest
	@EnumSource
	void aLineSaysHowTheCallWent(ClientsOfBothKinds client) {
		call(client, "on", "/orders?token=abc");
		call(client, "on", "/down");
		await().untilAsserted(() -> assertThat(this.log.lines()).hasSize(2));
		assertThat(this.log.levels()).containsExactly(Level.INFO);
		Map<String, String> first = fields(this.log.lines().get(0));
		assertThat(first).containsEntry("pool", "on")
			.containsEntry("host", this.server.uri("/").getAuthority())
			.containsEntry("method", "GET")
			.containsEntry("path", "/orders")
			.containsEntry("status", "200")
			.containsEntry("outcome", "completed")
			.containsEntry("flag", "ok")
			.containsEntry("attempts", "1")
			.containsEntry("uses", "1")
			.containsEntry("sent_bytes", "0")
			.containsEntry("received_bytes", Integer.toString(RawServer.ok("ok").length()))
			.containsEntry("error", "-");
		Map<String, String> second = fields(this.log.lines().get(1));
		assertThat(second).containsEntry("status", "503")
			.containsEntry("flag", "server")
			.containsEntry("uses", "2")
			.containsEntry("connection", first.get("connection"));
		assertThat(phases(second)).isCloseTo(Double.parseDouble(second.get("total_ms")), offset(0.01));
	}

	private static double phases(Map<String, String> line) {
		return line.keySet()
			.stream()
			.filter((key) -> key.endsWith("_ms") && !key.equals("total_ms") && !key.equals("age_ms"))
			.mapToDouble((key) -> Double.parseDouble(line.get(key)))
			.sum();
	}

	@Test
	void callsOfABareClientAreLogged() {
		ReactorHttpPool pool = pool("on");
		pool.httpClient().get().uri(this.server.uri("/bare?x=1")).responseContent().aggregate().block();
		await().untilAsserted(() -> assertThat(this.log.lines()).hasSize(1));
		assertThat(fields(this.log.lines().get(0))).containsEntry("method", "GET").containsEntry("path", "/bare");
	}

	@Test
	void aBrokenLogIsNotFelt() {
		this.log.failsWith(new IllegalStateException("no room left"));
		call("on", "/");
		call("on", "/");
		assertThat(this.log.lines()).hasSize(2);
		assertThat(pool("on").snapshot().created()).isOne();
	}

	@Test
	void theLoggerSwitchesItOnAndOffAtRunTime() {
		call("unset", "/");
		assertThat(this.log.lines()).isEmpty();
		this.log.level(Level.DEBUG);
		call("unset", "/");
		await().untilAsserted(() -> assertThat(this.log.lines()).hasSize(1));
		assertThat(this.log.levels()).containsExactly(Level.DEBUG);
		this.log.level(Level.OFF);
		call("unset", "/");
		call("on", "/");
		assertThat(this.log.lines()).hasSize(1);
	}

	@Test
	void whatGoesWrongIsLoggedWhateverTheSampling() {
		call("sampled", "/");
		call("sampled", "/down");
		await().untilAsserted(() -> assertThat(this.log.lines()).hasSize(1));
		assertThat(this.log.lines().get(0)).contains(" path=/down ");
		this.log.level(Level.TRACE);
		call("sampled", "/every");
		await().untilAsserted(() -> assertThat(this.log.lines()).hasSize(2));
	}

	private void call(String pool, String path) {
		call(ClientsOfBothKinds.REST_CLIENT, pool, path);
	}

	/**
	 * A line is written when the call has ended, which is also when the lease has.
	 */
	private void call(ClientsOfBothKinds client, String name, String path) {
		ReactorHttpPool pool = pool(name);
		client.get(pool, pool.httpClient(), this.server.uri(path).toString()).handle((body, error) -> body).join();
		await().untilAsserted(() -> assertThat(pool.snapshot().active()).isZero());
	}

	private ReactorHttpPool pool(String name) {
		return (ReactorHttpPool) this.pools.get(name);
	}

	private static Map<String, String> fields(String line) {
		Map<String, String> fields = new TreeMap<>();
		Matcher matcher = FIELD.matcher(line);
		int end = 0;
		while (matcher.find() && matcher.start() == end) {
			fields.put(matcher.group(1), matcher.group(2));
			end = matcher.end();
		}
		assertThat(end).as("parsed of " + line).isEqualTo(line.length());
		return fields;
	}

}
