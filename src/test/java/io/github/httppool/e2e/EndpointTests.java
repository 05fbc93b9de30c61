package io.github.httppool.e2e;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.concurrent.Callable;

import io.github.httppool.PoolClosedException;
import io.github.httppool.e2e.Actuator.Answer;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.WebApplicationType;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Actuator endpoint in the hands of an operator, on both web stacks.
 */
class EndpointTests {

	private static final Duration SOON = Duration.ofSeconds(1);

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@OnBothWebStacks
	void whenResizedUnderLoadThenTheServersSocketsFollow(WebApplicationType type) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = start(type);
		try (Load load = Load.of(12, call(application, server))) {
			awaitSockets(server, 4);
			for (int limit : new int[] { 2, 8 }) {
				assertThat(application.actuator().resizeTo(limit).status()).isEqualTo(200);
				awaitSockets(server, limit);
			}
			load.close();
			assertThat(load.failures()).isEmpty();
		}
	}

	@OnBothWebStacks
	void whenEvictedUnderLoadThenIdleConnectionsAreClosedAndNoCallFails(WebApplicationType type) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = start(type);
		assertThat(application.actuator().resizeTo(10).status()).isEqualTo(200);
		open(10, application, server);
		try (Load load = Load.of(1, call(application, server))) {
			Answer answer = application.actuator().evict("default");
			assertThat(answer.json().required("evicted").asInt()).isBetween(8, 10);
			EndToEnd.within(SOON, "sockets", () -> assertThat(server.sockets().open()).isLessThanOrEqualTo(2));
			load.close();
			assertThat(load.answers()).isPositive();
			assertThat(load.failures()).isEmpty();
		}
	}

	@OnBothWebStacks
	void whenResizedThenTheAnswerIsThePoolWithItsNewLimit(WebApplicationType type) {
		JsonNode pool = start(type).actuator().resizeTo(7).json();
		assertThat(pool.required("maxConnections").asInt()).isEqualTo(7);
	}

	@OnBothWebStacks
	void whenAPoolIsDrainedThenItsCallsFinishAndNewOnesAreRefusedUntilItIsResumed(WebApplicationType type) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = start(type);
		CallsUnderWay call = CallsUnderWay.of(1, application.webClient(), server.url("/held"));
		EndToEnd.eventually("held", () -> assertThat(server.held()).isOne());
		Answer answer = application.actuator().change("default", "{\"state\": \"drained\"}");
		assertThat(answer.json().required("state").asString()).isEqualTo("draining");
		assertRefused(CallsUnderWay.of(1, application.restClient(), server.url("/ok")));
		assertRefused(CallsUnderWay.of(1, application.webClient(), server.url("/ok")));
		server.release();
		call.assertAnswered();
		EndToEnd.eventually("drained", () -> assertThat(state(application)).isEqualTo("drained"));
		EndToEnd.eventually("no socket", () -> assertThat(server.sockets().open()).isZero());
		assertRefused(CallsUnderWay.of(1, application.webClient(), server.url("/ok")));
		assertThat(application.actuator()
			.change("default", "{\"state\": \"running\"}")
			.json()
			.required("state")
			.asString()).isEqualTo("running");
		CallsUnderWay.of(5, application.webClient(), server.url("/ok")).assertAnswered();
	}

	private static String state(TestApplication application) {
		return application.actuator().httppool().at("/pools/default/state").asString();
	}

	private static void assertRefused(CallsUnderWay calls) {
		assertThat(calls.failures()).isNotEmpty()
			.allSatisfy((failure) -> assertThat(failure).hasRootCauseInstanceOf(PoolClosedException.class)
				.hasStackTraceContaining("resume()"));
		assertThat(calls.answers()).isEmpty();
	}

	@OnBothWebStacks
	void whenACallIsUnderWayThenItsConnectionIsShownWithItsRequest(WebApplicationType type) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = start(type);
		CallsUnderWay call = CallsUnderWay.of(1, application.webClient(), server.url("/held?token=secret"));
		EndToEnd.eventually("held", () -> assertThat(server.held()).isOne());
		Answer answer = application.actuator().get("/actuator/httppool/default");
		server.release();
		call.assertAnswered();
		JsonNode connection = answer.json().at("/connections/0");
		assertThat(connection.required("host").asString()).isEqualTo(server.host());
		assertThat(connection.required("state").asString()).isEqualTo("active");
		assertThat(connection.required("request").asString()).isEqualTo("GET /held");
		assertThat(answer.body()).doesNotContain("secret");
	}

	@OnBothWebStacks
	void whenThePoolIsUnknownThenNotFound(WebApplicationType type) {
		Actuator actuator = start(type).actuator();
		assertThat(actuator.get("/actuator/httppool/unknown").status()).isEqualTo(404);
		assertThat(actuator.change("unknown", "{\"maxConnections\": 2}").status()).isEqualTo(404);
		assertThat(actuator.evict("unknown").status()).isEqualTo(404);
	}

	@OnBothWebStacks
	void whenTheLimitIsNonsenseThenBadRequestAndNothingChanges(WebApplicationType type) {
		TestApplication application = start(type);
		for (String body : new String[] { "{\"maxConnections\": 0}", "{\"maxConnections\": -1}",
				"{\"maxConnections\": \"x\"}", "{\"maxConnections\": 1.5}", "{\"maxConnections\": null}", "{}" }) {
			Answer answer = application.actuator().change("default", body);
			assertThat(answer.status()).as(body).isEqualTo(400);
			assertThat(answer.json().required("message").asString()).as(body).contains("maxConnections");
		}
		assertThat(application.pool().settings().pool().maxConnections()).isEqualTo(4);
	}

	@OnBothWebStacks
	void whenAccessIsTheDefaultThenWritesAreNotAllowed(WebApplicationType type) {
		Actuator actuator = this.endToEnd.application(type).actuator();
		assertThat(actuator.get("/actuator/httppool/default").status()).isEqualTo(200);
		assertThat(actuator.resizeTo(2).status()).isEqualTo(405);
		assertThat(actuator.evict("default").status()).isEqualTo(405);
	}

	private TestApplication start(WebApplicationType type) {
		return this.endToEnd.application(type, "httppool.pool.max-connections=4",
				"httppool.pool.max-pending-acquires=100", "httppool.timeouts.acquire=20s",
				"management.endpoint.httppool.access=unrestricted");
	}

	private static Callable<String> call(TestApplication application, NettyServer server) {
		WebClient client = application.webClient();
		return () -> CallsUnderWay.get(client, server.url("/sleep/10")).block();
	}

	private static void open(int connections, TestApplication application, NettyServer server) {
		CallsUnderWay calls = CallsUnderWay.of(connections, application.webClient(), server.url("/held"));
		EndToEnd.eventually("connected", () -> assertThat(server.held()).isEqualTo(connections));
		server.release();
		calls.assertAnswered();
		EndToEnd.eventually("idle", () -> assertThat(application.pool().snapshot().idle()).isEqualTo(connections));
	}

	private static void awaitSockets(NettyServer server, int count) {
		EndToEnd.within(SOON, "sockets", () -> assertThat(server.sockets().open()).isEqualTo(count));
	}

	@ParameterizedTest
	@EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	@Retention(RetentionPolicy.RUNTIME)
	@interface OnBothWebStacks {

	}

}
