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
		TestApplication application = TestApplication.start(WebApplicationType.SERVLET,
				TestApplication.NothingButTheStarter.class);
		html = application.actuator().page("/actuator/httppool").body();
		application.close();
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
		browser.type(".hp-controls input[type=number]", "7");
		browser.click(".hp-controls button[type=submit]");
		within("resized", () -> {
			assertThat(sample.actuator().pool().json().required("maxConnections").asInt()).isEqualTo(7);
			assertThat(browser.text("[data-figure=active] .hp-value")).endsWith(" of 7");
		});
		assertThat(browser.requests())
			.allSatisfy((address) -> assertThat(URI.create(address).getAuthority()).isEqualTo(page.getAuthority()));
		assertThat(browser.complaints()).isEmpty();
		browser.open(URI.create("about:blank"));
		sample.close();
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
			assertThat(browser.text("[data-figure=failed] .hp-value")).isEqualTo("215");
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
			browser.type(".hp-card select", "what went wrong");
			assertThat(browser.texts(events)).hasSize(3);
			browser.type(".hp-card input[type=search]", "never closed");
			assertThat(browser.texts(events)).singleElement().asString().contains("OrderClient.find:42");
		}
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
		PageServer server = new PageServer(html, incident());
		browser.become(1280, "light");
		browser.open(server.uri("/payment"));
		awaitReading();
		server.close();
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
