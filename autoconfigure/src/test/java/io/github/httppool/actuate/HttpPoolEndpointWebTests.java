package io.github.httppool.actuate;

import io.github.httppool.PoolState;
import io.github.httppool.StubHttpPools;
import io.github.httppool.StubProcess;
import io.github.httppool.autoconfigure.HttpPoolEndpointAutoConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.json.JsonCompareMode;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint over HTTP, on both web stacks.
 */
class HttpPoolEndpointWebTests {

	private static final String SERVLET = "spring.main.web-application-type=servlet";

	private static final String REACTIVE = "spring.main.web-application-type=reactive";

	private static final String EXPOSED = "management.endpoints.web.exposure.include=httppool";

	private static final String UNRESTRICTED = "management.endpoint.httppool.access=unrestricted";

	private static final String WITHOUT_REAL_POOLS = "httppool.enabled=false";

	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = Application.class,
			properties = { SERVLET, EXPOSED, UNRESTRICTED, WITHOUT_REAL_POOLS })
	class WebMvc extends Unrestricted {

	}

	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = Application.class,
			properties = { REACTIVE, EXPOSED, UNRESTRICTED, WITHOUT_REAL_POOLS })
	class WebFlux extends Unrestricted {

	}

	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = Application.class,
			properties = { SERVLET, EXPOSED, WITHOUT_REAL_POOLS })
	class WebMvcByDefault extends ReadOnly {

	}

	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = Application.class,
			properties = { REACTIVE, EXPOSED, WITHOUT_REAL_POOLS })
	class WebFluxByDefault extends ReadOnly {

	}

	abstract static class OverHttp {

		@Autowired
		StubHttpPools pools;

		@LocalServerPort
		int port;

		@BeforeEach
		void reset() {
			this.pools.reset();
		}

		ResponseSpec get(String path) {
			return client().get().uri("/actuator/httppool" + path).exchange();
		}

		ResponseSpec post(String path, String body) {
			return send(HttpMethod.POST, path, body);
		}

		ResponseSpec delete(String path) {
			return client().delete().uri("/actuator/httppool" + path).exchange();
		}

		ResponseSpec send(HttpMethod method, String path, String body) {
			return client().method(method)
				.uri("/actuator/httppool" + path)
				.contentType(MediaType.APPLICATION_JSON)
				.body(body)
				.exchange();
		}

		private RestTestClient client() {
			return RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
		}

		int maxConnections(String pool) {
			return this.pools.get(pool).settings().pool().maxConnections();
		}

		PoolState state(String pool) {
			return this.pools.get(pool).snapshot().state();
		}

		void assertThatNothingWasDone() {
			for (String pool : this.pools.names()) {
				assertThat(maxConnections(pool)).as(pool).isEqualTo(50);
				assertThat(state(pool)).as(pool).isEqualTo(PoolState.RUNNING);
				assertThat(this.pools.get(pool).snapshot().idle()).as(pool).isEqualTo(2);
			}
		}

	}

	abstract static class ReadOnly extends OverHttp {

		@Test
		void readsAreAllowed() {
			get("").expectStatus().isOk();
			get("/default").expectStatus().isOk();
		}

		@Test
		void resizeIsNotAllowed() {
			post("/default", "{\"maxConnections\": 20}").expectStatus().isEqualTo(405);
			assertThatNothingWasDone();
		}

		@Test
		void drainingIsNotAllowed() {
			post("/default", "{\"state\": \"drained\"}").expectStatus().isEqualTo(405);
			assertThatNothingWasDone();
		}

		@Test
		void wireLogIsNotAllowed() {
			post("/default", "{\"wireLog\": \"PT1M\"}").expectStatus().isEqualTo(405);
			assertThat(this.pools.get("default").wireLog()).isEmpty();
		}

		@Test
		void evictionIsNotAllowed() {
			delete("/default").expectStatus().isEqualTo(405);
			assertThatNothingWasDone();
		}

	}

	abstract static class Unrestricted extends OverHttp {

		private static final String FIGURES = """
				"state": "running", "active": 1, "idle": 2, "connecting": 3, "pending": 4, "maxConnections": 50,
				"acquired": 120, "reused": 117, "created": 3, "timeouts": 5, "rejected": 6, "failed": 7,
				"closed": {"IDLE_TIMEOUT": 7, "MAX_LIFETIME": 0, "MAX_REQUESTS": 0, "KEEP_ALIVE_HINT": 0,
					"KEEP_ALIVE_LEARNED": 0, "SERVER_CLOSED_IDLE": 0, "SERVER_CLOSED_BEFORE_RESPONSE": 0,
					"SERVER_CLOSED_MID_RESPONSE": 0, "NOT_PERSISTENT": 0, "CLIENT_CANCELLED": 0, "TIMEOUT": 0,
					"EVICTED": 0, "STOLEN": 0, "SHRUNK": 0, "LEAK_RECLAIMED": 0, "DRAINED": 0, "ABORTED": 0,
					"ERROR": 0},
				"hosts": [{"host": "127.0.0.1:8081", "active": 1, "idle": 2, "connecting": 3, "pending": 4,
					"maxConnections": 50, "learnedKeepAlive": "PT5S", "learnedMaxRequests": 100,
					"addresses": [{"address": "127.0.0.1:8081", "active": 1, "idle": 2, "connecting": 3},
						{"address": "127.0.0.2:8081", "active": 0, "idle": 0, "connecting": 0,
							"deadSince": "2026-11-29T10:00:00Z"}], "minIdle": 2, "streaming": 0}],
				"streaming": {"active": 0, "maxConnections": 45},
				"summary": {"level": "WARNING", "text": "1 in use, 4 waiting"},
				"recent": {"window": "PT1M", "acquired": 120, "created": 2, "timeouts": 1, "rejected": 0, "failed": 0,
					"closed": {"IDLE_TIMEOUT": 1}, "leaks": {"suspected": 3, "confirmed": 2, "reclaimed": 1},
					"acquire": {"count": 120, "p50Millis": 0.0, "p90Millis": 0.1, "p99Millis": 2.34, "maxMillis": 4.0},
					"lease": {"count": 120, "p50Millis": 0.0, "p90Millis": 0.1, "p99Millis": 2.34, "maxMillis": 4.0},
					"callTimeouts": {"QUEUED": 1, "WAITING": 3}},
				"advice": {"maxConnections": 12, "reason": "peak 200 calls/s x 52 ms = 10 at p99", "window": "PT5M",
					"confidence": "HIGH", "findings": [
						{"kind": "CHURN", "text": "127.0.0.1:8081: connections live for 1.1 calls"}]}
				""";

		private static final String LEAKS = """
				"suspected": 9, "confirmed": 8, "reclaimed": 7
				""";

		@Test
		void allPoolsAreShownWithTotals() {
			get("").expectStatus()
				.isOk()
				.expectBody()
				.json("""
						{"totals": {"connections": 3, "active": 1, "idle": 2, "connecting": 0, "pending": 0,
							"maxTotalConnections": 500},
						"pools": {"default": {%1$s, "leaks": {%2$s}}, "payment": {%1$s, "leaks": {%2$s}}},
						"sockets": {"scope": "network namespace", "ESTABLISHED": 2, "CLOSE_WAIT": 1, "TIME_WAIT": 4,
							"hosts": [{"host": "127.0.0.1:8081", "ESTABLISHED": 2, "CLOSE_WAIT": 1, "TIME_WAIT": 4}]},
						"fileDescriptors": {"open": 120, "max": 20000},
						"bufferLeaks": 3,
						"outsidePool": ["httppool.enabled is false: all HTTP clients are Spring Boot's own"]}"""
					.formatted(FIGURES, LEAKS), JsonCompareMode.STRICT);
		}

		@Test
		void onePoolIsShownWithSettingsConnectionsAndLeaks() {
			get("/payment").expectStatus()
				.isOk()
				.expectBody()
				.json("""
						{%s,
						"leaks": {%s, "sites": [
							{"callSite": "com.acme.OrderClient.find(OrderClient.java:42)", "state": "reclaimed",
								"count": 7, "lastSeen": "2026-01-02T00:00:00Z"},
							{"callSite": "GET /orders/{id}", "state": "suspected", "count": 2,
								"lastSeen": "2026-01-01T00:00:00Z"}]},
						"settings": {
							"pool": {"maxConnections": 50, "maxIdleConnections": 50, "maxPendingAcquires": 100, "maxPendingBurst": 100,
								"maxIdleTime": "PT30S", "maxLifeTime": "PT10M", "maxLifeTimeJitter": 0.1,
								"evictionInterval": "PT5S", "leasing": "LIFO",
								"keepAlive": {"honorServerHint": true, "learn": true, "margin": "PT1S", "ask": false},
								"minIdleConnections": 0, "warmUp": "BACKGROUND"},
							"timeouts": {"acquire": "PT2S", "dns": "PT2S", "connect": "PT2S", "tlsHandshake": "PT5S",
								"response": "PT10S", "readIdle": "PT30S", "writeIdle": "PT30S",
								"total": {"limit": "PT30S", "hard": false, "minRate": 1024}},
							"leakDetection": {"enabled": true, "threshold": "PT1M", "reclaim": "CONFIRMED",
								"callSiteSampling": 16},
							"retry": {"maxAttempts": 1, "backoff": "PT0.1S", "maxBackoff": "PT2S", "jitter": 1.0,
								"statuses": [502, 503, 504, 429], "budget": 0.2, "budgetMin": 3},
							"limits": {"maxResponseSize": 0, "maxDecompressedSize": 0},
							"proxy": {"http": {"url": "http://proxy:3128", "origin": "httppool.proxy.url"},
								"https": {"url": "http://proxy:3128", "origin": "httppool.proxy.url"},
								"noProxy": [".internal"], "loopback": true},
								"names": {"addresses": "ALL", "resolver": "NETTY", "maxTtl": "PT1M", "minTtl": "PT0S",
									"negativeTtl": "PT1S"},
							"accessLog": {"enabled": false, "sampling": 1.0}},
						"events": [
							{"at": "2026-11-30T01:02:03.004Z", "kind": "CALL", "flag": "TIMEOUT",
								"host": "127.0.0.1:8081", "connectionId": 1, "request": "GET /orders/{id}",
								"callSite": "com.acme.OrderClient.find(OrderClient.java:42)", "attempts": 1,
								"millis": 12.345, "phases": {"waiting": 12.345}, "more": 41,
								"lastAt": "2026-11-30T01:02:04Z", "text": "the call failed"},
							{"at": "2026-11-30T01:02:03Z", "kind": "DRAIN", "text": "drained"}],
						"eventsOmitted": 1000,
						"connections": [
							{"id": 1, "host": "127.0.0.1:8081", "localPort": 40001, "protocol": "HTTP/1.1",
								"tls": true, "state": "active", "ageMillis": 9000, "idleMillis": 0,
								"leasedMillis": 20, "requests": 60, "request": "GET /orders",
								"callSite": "com.acme.OrderClient.find(OrderClient.java:42)",
								"socketState": "CLOSE_WAIT"},
							{"id": 2, "host": "127.0.0.1:8081", "tls": false, "state": "connecting",
								"ageMillis": 0, "idleMillis": 0, "leasedMillis": 0, "requests": 0}]}"""
					.formatted(FIGURES, LEAKS), JsonCompareMode.STRICT);
		}

		@Test
		void unknownPoolIsNotFound() {
			get("/paymnet").expectStatus().isNotFound().expectBody().json("""
					{"status": 404, "error": "Not Found",
					"message": "there is no pool 'paymnet', only [default, payment]"}""", JsonCompareMode.STRICT);
		}

		@Test
		void pathBelowPoolIsNotFound() {
			get("/payment/connections").expectStatus().isNotFound();
		}

		@Test
		void resizeAnswersThePoolAsItIsThen() {
			post("/payment", "{\"maxConnections\": 20}").expectStatus()
				.isOk()
				.expectBody()
				.json("{%s, \"leaks\": {%s}}"
					.formatted(FIGURES.replace("\"maxConnections\": 50", "\"maxConnections\": 20")
						.replace("\"maxConnections\": 45", "\"maxConnections\": 18"), LEAKS), JsonCompareMode.STRICT);
			assertThat(maxConnections("payment")).isEqualTo(20);
			assertThat(maxConnections("default")).isEqualTo(50);
		}

		@ParameterizedTest
		@CsvSource(delimiter = '|', quoteCharacter = '`',
				textBlock = """
						{"maxConnections": 0}                  | maxConnections must be from 1 to 500, not 0
						{"maxConnections": -1}                 | maxConnections must be from 1 to 500, not -1
						{"maxConnections": 501}                | maxConnections must be from 1 to 500, not 501
						{"maxConnections": "many"}             | maxConnections must be a whole number, not 'many'
						{"maxConnections": 20.5}               | maxConnections must be a whole number, not '20.5'
						{"maxConnections": 99999999999}        | maxConnections must be a whole number, not '99999999999'
						{"maxConnections": null}               | one of maxConnections, state and wireLog is expected, in a body such as {"maxConnections": 20}, {"state": "drained"}, {"state": "running"} or {"wireLog": "PT1M"}, the last one perhaps with {"host": "api.example:443"}
						{}                                     | one of maxConnections, state and wireLog is expected, in a body such as {"maxConnections": 20}, {"state": "drained"}, {"state": "running"} or {"wireLog": "PT1M"}, the last one perhaps with {"host": "api.example:443"}
						{"maxConnections": 20, "state": "drained"} | one of maxConnections, state and wireLog is expected, in a body such as {"maxConnections": 20}, {"state": "drained"}, {"state": "running"} or {"wireLog": "PT1M"}, the last one perhaps with {"host": "api.example:443"}
						{"state": null}                        | one of maxConnections, state and wireLog is expected, in a body such as {"maxConnections": 20}, {"state": "drained"}, {"state": "running"} or {"wireLog": "PT1M"}, the last one perhaps with {"host": "api.example:443"}
						{"host": "api.example:443"}            | one of maxConnections, state and wireLog is expected, in a body such as {"maxConnections": 20}, {"state": "drained"}, {"state": "running"} or {"wireLog": "PT1M"}, the last one perhaps with {"host": "api.example:443"}
						{"state": "running", "host": "a:80"}   | host goes with wireLog only: maxConnections and state are those of all hosts
						{"maxConnections": 5, "host": "a:80"}  | host goes with wireLog only: maxConnections and state are those of all hosts
						{"wireLog": "PT1M", "state": "running"} | one of maxConnections, state and wireLog is expected, in a body such as {"maxConnections": 20}, {"state": "drained"}, {"state": "running"} or {"wireLog": "PT1M"}, the last one perhaps with {"host": "api.example:443"}
						{"wireLog": ""}                        | wireLog must be a time with its unit, such as PT1M or 60s, 'on' (for a minute) or 'off', not ''
						{"wireLog": "soon"}                    | wireLog must be a time with its unit, such as PT1M or 60s, 'on' (for a minute) or 'off', not 'soon'
						{"wireLog": 60}                        | wireLog must be a time with its unit, such as PT1M or 60s, 'on' (for a minute) or 'off', not '60'
						{"wireLog": "-1"}                      | wireLog must be a time with its unit, such as PT1M or 60s, 'on' (for a minute) or 'off', not '-1'
						{"wireLog": "PT11M"}                   | too long
						{"wireLog": "PT1M", "body": true}      | unknown keys: [body]
						{"state": "draining"}                  | state must be 'drained' or 'running', not 'draining'
						{"state": "DRAINED"}                   | state must be 'drained' or 'running', not 'DRAINED'
						{"state": ""}                          | state must be 'drained' or 'running', not ''
						{"state": "drained", "timeout": "1s"}  | unknown keys: [timeout]
						{"maxConnection": 20}                  | unknown keys: [maxConnection]
						{"maxConnections": 20, "idle": 3}      | unknown keys: [idle]
						""")
		void changeToNonsenseIsRefusedWithTheReason(String body, String message) {
			post("/default", body).expectStatus().isBadRequest().expectBody().jsonPath("$.message").isEqualTo(message);
			assertThatNothingWasDone();
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "20", "[20]", "{\"maxConnections\": [20]}", "{\"maxConnections\"" })
		void resizeWithoutSuchBodyIsRefused(String body) {
			post("/default", body).expectStatus().isBadRequest();
			assertThatNothingWasDone();
		}

		@Test
		void poolIsDrainedAndResumed() {
			post("/payment", "{\"state\": \"drained\"}").expectStatus()
				.isOk()
				.expectBody()
				.json("{%s, \"leaks\": {%s}}".formatted(FIGURES.replace("running", "drained"), LEAKS),
						JsonCompareMode.STRICT);
			assertThat(state("payment")).isEqualTo(PoolState.DRAINED);
			assertThat(state("default")).isEqualTo(PoolState.RUNNING);
			post("/payment", "{\"state\": \"running\"}").expectStatus()
				.isOk()
				.expectBody()
				.json("{%s, \"leaks\": {%s}}".formatted(FIGURES, LEAKS), JsonCompareMode.STRICT);
			assertThat(state("payment")).isEqualTo(PoolState.RUNNING);
		}

		@ParameterizedTest
		@CsvSource({ "PT1M, 1970-01-01T00:01:00Z", "90s, 1970-01-01T00:01:30Z", "on, 1970-01-01T00:01:00Z" })
		void wireLogIsSwitchedOnAndOff(String time, String until) {
			post("/payment", "{\"wireLog\": \"%s\", \"host\": \"api.example:443\"}".formatted(time)).expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.wireLog.until")
				.isEqualTo(until)
				.jsonPath("$.wireLog.host")
				.isEqualTo("api.example:443");
			get("/payment").expectBody().jsonPath("$.wireLog.until").isEqualTo(until);
			post("/payment", "{\"wireLog\": \"PT0S\"}").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.wireLog")
				.doesNotExist();
			assertThat(this.pools.get("payment").wireLog()).isEmpty();
		}

		@ParameterizedTest
		@CsvSource({ "drained, drained", "running, resumed" })
		void changeOfStateOfClosedPoolIsRefusedWithTheReason(String state, String change) {
			this.pools.close("payment");
			post("/payment", "{\"state\": \"%s\"}".formatted(state)).expectStatus()
				.isBadRequest()
				.expectBody()
				.jsonPath("$.message")
				.isEqualTo("pool 'payment' is closed and cannot be " + change);
			assertThat(state("payment")).isEqualTo(PoolState.CLOSED);
		}

		@ParameterizedTest
		@ValueSource(strings = { "{\"maxConnections\": 20}", "{\"state\": \"drained\"}", "{\"state\": \"running\"}",
				"{\"wireLog\": \"PT1M\"}" })
		void changeOfUnknownPoolIsNotFound(String body) {
			post("/other", body).expectStatus().isNotFound();
			assertThatNothingWasDone();
		}

		@Test
		void evictionAnswersHowMany() {
			delete("/default").expectStatus().isOk().expectBody().json("{\"evicted\": 2}", JsonCompareMode.STRICT);
			assertThat(this.pools.get("default").snapshot().idle()).isZero();
			assertThat(this.pools.get("payment").snapshot().idle()).isEqualTo(2);
		}

		@Test
		void evictionOfUnknownPoolIsNotFound() {
			delete("/other").expectStatus().isNotFound();
			assertThatNothingWasDone();
		}

		@ParameterizedTest
		@ValueSource(strings = { "payment", "default" })
		void bodyCannotNameThePoolToChange(String pool) {
			post("/default", "{\"pool\": \"%s\", \"state\": \"drained\"}".formatted(pool)).expectStatus()
				.isBadRequest()
				.expectBody()
				.jsonPath("$.message")
				.isEqualTo("a pool can be named in the path only, not by a key 'pool'");
			assertThatNothingWasDone();
		}

		@ParameterizedTest
		@ValueSource(strings = { "/default?pool=payment", "/default?pool=payment&pool=default", "?pool=payment" })
		void queryCannotNameThePool(String path) {
			post(path, "{\"maxConnections\": 20}").expectStatus().is4xxClientError();
			post(path, "{\"state\": \"drained\"}").expectStatus().is4xxClientError();
			delete(path).expectStatus().is4xxClientError();
			assertThatNothingWasDone();
		}

		@Test
		void queryCannotNameThePoolToRead() {
			get("/default?pool=payment").expectStatus().isBadRequest();
		}

		@Test
		void bodyCannotNameThePoolToEvict() {
			send(HttpMethod.DELETE, "/default", "{\"pool\": \"payment\"}");
			assertThat(this.pools.get("payment").snapshot().idle()).isEqualTo(2);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportAutoConfiguration(HttpPoolEndpointAutoConfiguration.class)
	static class Application {

		@Bean
		StubHttpPools httpPools() {
			return new StubHttpPools("default", "payment");
		}

		@Bean
		StubProcess process() {
			return new StubProcess();
		}

	}

}
