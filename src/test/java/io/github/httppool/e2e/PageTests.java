package io.github.httppool.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.httppool.e2e.Actuator.PoolFigures;
import io.github.httppool.sample.SampleApplication;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint's page, as a person sees it: of the sample application, and with figures
 * that a server makes up.
 */
@RequiresBrowser
class PageTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static Browser browser;

	/**
	 * The page as an application makes it, whatever its figures are.
	 */
	private static String html;

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@BeforeAll
	static void openBrowser() {
		browser = new Browser();
		try (TestApplication application = TestApplication.start(WebApplicationType.SERVLET,
				TestApplication.NothingButTheStarter.class)) {
			html = application.actuator().page("/actuator/httppool").body();
		}
	}

	@AfterAll
	static void closeBrowser() {
		browser.close();
	}

	private static JsonNode incident() throws IOException {
		try (InputStream json = PageTests.class.getResourceAsStream("/page/incident.json")) {
			return JSON.readTree(json);
		}
	}

	private static void within(String what, ThrowingRunnable assertion) {
		EndToEnd.within(Duration.ofSeconds(20), what, assertion);
	}

	/**
	 * Waits until the page has read all pools and the one it shows.
	 */
	private static void awaitReading() {
		within("the page has read the endpoint", () -> assertThat(browser.readings()).isGreaterThanOrEqualTo(2));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/httppool", "/" })
	void itsNumbersAreThoseOfTheEndpoint(String path) {
		TestApplication sample = this.endToEnd.add(TestApplication.of(SpringApplication.run(SampleApplication.class,
				"--server.port=0", "--sample.traffic.enabled=false", "--httppool.pool.max-idle-time=5m")));
		for (String flow : List.of("payment", "fast", "inventory")) {
			sample.actuator().post("/traffic/burst", "{\"flow\": \"%s\", \"calls\": 15}".formatted(flow));
		}
		within("answered", () -> {
			JsonNode endpoint = sample.actuator().httppool();
			assertThat(endpoint.at("/totals/active").asInt() + endpoint.at("/totals/pending").asInt()).isZero();
			assertThat(endpoint.at("/totals/connecting").asInt()).isZero();
			for (String pool : List.of("payment", "inventory", "default")) {
				assertThat(endpoint.at("/pools/%s/acquired".formatted(pool)).asInt()).as(pool).isPositive();
			}
		});
		URI page = uri(sample, path);
		browser.become(1280, "light");
		browser.open(page);
		for (String pool : List.of("payment", "default")) {
			browser.click("[data-pool=" + pool + "] a");
			within("the pool is shown", () -> assertShowsFigures(sample, pool));
		}
		browser.type("httppool-view .hp-controls input[type=number]", "7");
		browser.click("httppool-view .hp-controls button[type=submit]");
		within("resized", () -> {
			assertThat(sample.actuator().pool().json().required("maxConnections").asInt()).isEqualTo(7);
			assertThat(browser.text("[data-figure=active] .hp-value")).endsWith(" of 7");
		});
		drainsOnlyWhenAskedAgain(sample);
		logsTheWireOfAHost(sample);
		assertThat(browser.requests())
			.allSatisfy((address) -> assertThat(URI.create(address).getAuthority()).isEqualTo(page.getAuthority()));
		assertThat(browser.complaints()).isEmpty();
		browser.open(URI.create("about:blank"));
		sample.close();
	}

	private static void drainsOnlyWhenAskedAgain(TestApplication sample) {
		String drain = "httppool-view .hp-controls button[type=submit] ~ button:nth-of-type(3)";
		browser.click(drain);
		assertThat(browser.text(drain)).isEqualTo("Drain default: refuse all calls?");
		browser.click("httppool-view .hp-controls input[type=number]");
		assertThat(browser.text(drain)).isEqualTo("Drain");
		browser.click(drain);
		assertThat(sample.actuator().pool().json().required("state").asString()).isEqualTo("running");
		browser.click(drain);
		within("drained", () -> {
			assertThat(sample.actuator().pool().json().required("state").asString()).isEqualTo("drained");
			assertThat(browser.text(drain)).isEqualTo("Resume");
		});
		browser.click(drain);
		within("resumed", () -> assertThat(browser.text(drain)).isEqualTo("Drain"));
	}

	private static void logsTheWireOfAHost(TestApplication sample) {
		String host = sample.actuator().pool().json().at("/hosts/0/host").asString();
		browser.type(".hp-controls label select:has(option[value='%s'])".formatted(host), host);
		browser.click(".hp-controls label:has(option[value='%s']) + button".formatted(host));
		within("logged",
				() -> assertThat(sample.actuator().pool().json().at("/wireLog/host").asString()).isEqualTo(host));
	}

	private static URI uri(TestApplication application, String path) {
		return URI.create("http://127.0.0.1:"
				+ application.context().getEnvironment().getRequiredProperty("local.server.port") + path);
	}

	private static void assertShowsFigures(TestApplication sample, String name) {
		JsonNode endpoint = sample.actuator().httppool();
		PoolFigures pool = new PoolFigures(endpoint.required("pools").required(name));
		assertThat(browser.text("#hp-pool")).isEqualTo(name);
		assertThat(browser.text("[data-figure=pending] .hp-value")).isEqualTo(String.valueOf(pool.pending()));
		assertThat(browser.text("[data-figure=active] .hp-value"))
			.isEqualTo("0 of " + pool.json().required("maxConnections").asInt());
		JsonNode hosts = pool.json().required("hosts");
		for (String figure : List.of("active", "idle", "connecting", "pending", "maxConnections")) {
			assertThat(browser.texts("td[data-figure=%s]".formatted(figure))).as(figure)
				.containsExactlyElementsOf(
						hosts.valueStream().map((host) -> host.required(figure).asString()).toList());
		}
		assertThat(browser.text("[data-total=connections] .hp-value")).isEqualTo("%d of %,d"
			.formatted(endpoint.at("/totals/connections").asInt(), endpoint.at("/totals/maxTotalConnections").asInt()));
		assertThat(browser.text("[data-total=idle] .hp-value")).isEqualTo(endpoint.at("/totals/idle").asString());
	}

	@Test
	void saysWhatIsWrongBehindAProxyBeforeAndAfterItHasRead() throws IOException {
		try (PageServer server = new PageServer(html, incident())) {
			browser.become(1280, "light");
			browser.open(server.uri(""));
			assertThat(browser.texts(".hp-pools li")).first()
				.asString()
				.contains("payment", "Critical", "20 of 20 in use, 14 waiting, 18 leaked at OrderClient.find:42");
			assertThat(browser.text("#hp-pool")).isEqualTo("payment");
			assertThat(browser.text("[data-figure=failed] .hp-value")).isEqualTo("220");
			assertThat(browser.text("[data-figure=failed][data-level=CRITICAL] .hp-note")).isEqualTo(
					"in the last minute, 212 waited too long, 3 refused, 5 could not connect; 1,212 since start");
			assertThat(browser.text("[data-figure=leaked] .hp-value")).isEqualTo("18");
			assertThat(browser.text("td[data-reason=TIMEOUT]")).isEqualTo("9");
			assertThat(browser.texts("main")).first()
				.asString()
				.contains("pay.example", "GET /orders/{id} timed out waiting for the answer", "bean 'legacyClient'");
			browser.click("[data-pool=default] a");
			within("another pool", () -> assertThat(browser.text("#hp-pool")).isEqualTo("default"));
			assertThat(browser.address()).isEqualTo(server.uri("/default"));
			browser.back();
			within("back", () -> assertThat(browser.text("#hp-pool")).isEqualTo("payment"));
			assertThat(browser.requests()).allMatch((address) -> address.startsWith(server.uri("").toString()));
			assertThat(browser.complaints()).isEmpty();
		}
	}

	@Test
	void flightRecorderShowsOnlyWhatIsAskedFor() throws IOException {
		try (PageServer server = new PageServer(html, incident())) {
			browser.become(1280, "light");
			browser.open(server.uri("/payment"));
			String events = ".hp-card:has(select) tbody tr";
			assertThat(browser.texts(events)).hasSize(7);
			assertThat(browser.texts(events)).first().asString().contains("and 41 more until ");
			browser.type(".hp-card select", "what went wrong");
			assertThat(browser.texts(events)).hasSize(3);
			browser.type(".hp-card input[type=search]", "never closed");
			assertThat(browser.texts(events)).singleElement().asString().contains("OrderClient.find:42");
		}
	}

	@Test
	void callsThatCannotConnectAreAmongThoseThatGotNoConnection() throws IOException {
		try (PageServer server = new PageServer(html, incident())) {
			browser.become(1280, "light");
			browser.open(server.uri("/payment"));
			awaitReading();
			ObjectNode failing = incident().deepCopy().asObject();
			((ObjectNode) failing.at("/details/payment")).put("failed", 10_000);
			server.show(failing);
			within("seen", () -> assertThat(browser.text("[data-series=failures] b")).isNotEmpty().isNotEqualTo("0"));
		}
	}

	@Test
	void colourIsForWhatIsTheCaseOrHasJustHappened() throws IOException {
		ObjectNode recovered = incident().deepCopy().asObject();
		ObjectNode payment = (ObjectNode) recovered.at("/details/payment");
		((ObjectNode) payment.at("/recent/leaks")).put("confirmed", 0).put("suspected", 0);
		payment.putArray("connections");
		closed(payment, "SERVER_CLOSED_IDLE", "RESET");
		closed(payment, "SERVER_CLOSED_BEFORE_RESPONSE", "RESET");
		((ObjectNode) recovered.at("/pools")).put("bufferLeaks", 3);
		try (PageServer server = new PageServer(html, recovered)) {
			browser.become(1280, "light");
			browser.open(server.uri("/payment"));
			awaitReading();
			assertThat(browser.texts("[aria-labelledby=hp-leaks] tbody tr")).hasSize(2);
			assertThat(browser.texts("[aria-labelledby=hp-leaks] [data-level]")).isEmpty();
			String events = "[aria-labelledby=hp-flight-recorder] ";
			assertThat(browser.texts(events + "tr:has([data-level=WARNING])")).singleElement()
				.asString()
				.contains("SERVER_CLOSED_IDLE");
			assertThat(browser.texts(events + "tr:has([data-level=CRITICAL])")).first()
				.asString()
				.contains("SERVER_CLOSED_BEFORE_RESPONSE");
			assertThat(browser.texts("[data-total=bufferLeaks]:not([data-level])")).hasSize(1);
			((ObjectNode) recovered.at("/pools")).put("bufferLeaks", 4);
			within("one more", () -> assertThat(browser.texts("[data-total=bufferLeaks][data-level]")).hasSize(1));
		}
	}

	@Test
	void leakedConnectionsAreRedForAsLongAsTheyAreHeld() throws IOException {
		ObjectNode later = incident().deepCopy().asObject();
		ObjectNode payment = (ObjectNode) later.at("/details/payment");
		((ObjectNode) payment.at("/recent/leaks")).put("confirmed", 0);
		ObjectNode held = ((ObjectNode) payment.required("connections").get(0)).put("state", "active")
			.put("leasedMillis", 3_600_000);
		held.set("callSite", payment.at("/leaks/sites/0/callSite"));
		payment.putArray("connections").add(held);
		try (PageServer server = new PageServer(html, later)) {
			browser.become(1280, "light");
			browser.open(server.uri("/payment"));
			awaitReading();
			assertThat(browser.texts("[aria-labelledby=hp-leaks] tr:has([data-level=CRITICAL])")).singleElement()
				.asString()
				.contains("OrderClient.find:42", "1 connection still held");
		}
	}

	private static void closed(ObjectNode pool, String reason, String flag) {
		ObjectNode event = ((ObjectNode) pool.required("events").get(0)).objectNode()
			.put("at", "2026-11-30T01:02:03.000Z")
			.put("kind", "CLOSE")
			.put("flag", flag)
			.put("text", "connection 7 was closed: %s, after 3 s and 2 calls".formatted(reason));
		((ArrayNode) pool.required("events")).insert(0, event);
	}

	@Test
	void hostileTextIsInert() throws IOException {
		try (PageServer server = new PageServer(html, incident())) {
			browser.become(1280, "light");
			browser.open(server.uri("/default"));
			awaitReading();
			browser.run("document.querySelectorAll('details').forEach((each) => each.open = true)");
			assertThat(browser.texts("main")).first()
				.asString()
				.contains("<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>:80",
						"\"><svg onload=\"window.hacked=1\">", "GET /<script>window.hacked=1</script>");
			assertThat(browser.number("document.querySelectorAll('main img, main script, [onload], [onerror]').length"))
				.isZero();
			assertThat(browser.number("window.hacked ?? 0")).isZero();
			assertThat(browser.complaints()).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource({ "1280, light, /payment", "1280, dark, /payment", "360, light, /payment", "360, dark, /payment",
			"360, dark, /default", "1280, light, /search" })
	void everybodyCanReadItOnAnyDevice(int width, String colors, String pool) throws IOException {
		try (PageServer server = new PageServer(html, incident())) {
			browser.become(width, colors);
			browser.open(server.uri(pool));
			awaitReading();
			browser.run("document.querySelectorAll('details').forEach((each) => each.open = true)");
			assertThat(browser.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
			assertThat(browser.barriers()).isEmpty();
		}
	}

	@Test
	void saysSinceWhenItCannotRead() throws IOException {
		try (PageServer server = new PageServer(html, incident())) {
			browser.become(1280, "light");
			browser.open(server.uri("/payment"));
			awaitReading();
		}
		within("unreachable", () -> assertThat(browser.text(".hp-status")).matches(
				"No answer from the server since \\d\\d:\\d\\d:\\d\\d .*What you see is from \\d\\d:\\d\\d:\\d\\d\\."));
		assertThat(browser.text(".hp-pools")).contains("20 of 20 in use");
	}

	@Test
	void doesNotReadWhileNobodyLooks() throws IOException {
		try (PageServer server = new PageServer(html, incident())) {
			browser.become(1280, "light");
			browser.open(server.uri("/payment"));
			awaitReading();
			look("hidden");
			ObjectNode recovered = incident().deepCopy().asObject();
			((ObjectNode) recovered.at("/pools/pools/payment")).set("summary",
					JSON.valueToTree(Map.of("level", "OK", "text", "all is well")));
			((ObjectNode) recovered.at("/details/payment")).set("summary",
					recovered.at("/pools/pools/payment/summary"));
			server.show(recovered);
			assertThat(browser.json("document.querySelector('httppool-view').isWaiting").asBoolean()).isFalse();
			look("visible");
			within("read again", () -> assertThat(browser.text("[data-pool=payment]")).contains("all is well"));
		}
	}

	private static void look(String visibility) {
		browser.run(
				"Object.defineProperty(document, 'visibilityState', { value: '%s', configurable: true }); document.dispatchEvent(new Event('visibilitychange'))"
					.formatted(visibility));
	}

	@Test
	void manyHostsConnectionsAndEventsAreShownInPart() throws IOException {
		ObjectNode crowded = incident().deepCopy().asObject();
		ObjectNode payment = (ObjectNode) crowded.at("/details/payment");
		multiply((ArrayNode) payment.required("hosts"), "host", 100);
		multiply((ArrayNode) payment.required("connections"), "id", 500);
		multiply((ArrayNode) payment.required("events"), "connectionId", 512);
		payment.put("hostsOmitted", 9_900).put("connectionsOmitted", 1_500);
		try (PageServer server = new PageServer(html, crowded)) {
			browser.become(1280, "light");
			browser.open(server.uri("/payment"));
			awaitReading();
			assertThat(browser.texts("main")).first()
				.asString()
				.contains("and 9,900 hosts more, less busy", "All connections (2,000)", "492 older events not shown.");
			assertThat(browser.number("document.querySelectorAll('main tr').length")).isLessThan(200);
			browser.click("details:first-of-type summary");
			assertThat(browser.number("document.querySelectorAll('details[open] tbody tr').length")).isEqualTo(500);
		}
	}

	private static void multiply(ArrayNode rows, String key, int count) {
		ObjectNode first = (ObjectNode) rows.get(0);
		while (rows.size() < count) {
			ObjectNode copy = first.deepCopy();
			if (copy.path(key).isNumber()) {
				copy.put(key, 1_000 + rows.size());
			}
			else {
				copy.put(key, "host-%d.example:443".formatted(rows.size()));
			}
			rows.add(copy);
		}
	}

}
