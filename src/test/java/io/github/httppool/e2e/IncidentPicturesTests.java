package io.github.httppool.e2e;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.github.httppool.e2e.Actuator.PoolFigures;
import io.github.httppool.sample.SampleApplication;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.SpringApplication;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Incidents of the sample application and what its page looks like meanwhile, for people
 * to judge whether it tells the cause: pictures in the folder {@code page-pictures} of
 * what is built, wide and on a phone, light and dark; in its folder {@code top} what is
 * seen of them at first.
 */
@Tag("stress")
@RequiresBrowser
@Timeout(300)
class IncidentPicturesTests {

	private static final Path PICTURES = Path.of(System.getProperty("page.pictures"));

	/** For as long as it takes to see in the plots what happens. */
	private static final int READINGS = 12;

	private static final int WHOLE = 6000;

	/** What a person sees without scrolling, which has to tell the cause. */
	private static final int FIRST_LOOK = 1000;

	private static Browser browser;

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@BeforeAll
	static void openBrowser() {
		browser = new Browser();
	}

	@AfterAll
	static void closeBrowser() {
		browser.close();
	}

	@Test
	void allIsWell() throws IOException {
		TestApplication sample = start();
		within("calls", () -> assertThat(sample.actuator().pool().acquired()).isPositive());
		take(sample, "well", "", (calls) -> {
		});
		sample.close();
	}

	@Test
	void anUpstreamHangsAndItsPoolIsFullUntilItRecovers() throws IOException {
		TestApplication sample = start("--httppool.clients.inventory.timeouts.acquire=2s");
		sample.actuator().post("/upstreams/inventory/hang", "");
		within("callers wait", () -> assertThat(pool(sample, "inventory").pending()).isPositive());
		take(sample, "slow-upstream", "inventory", (calls) -> {
		});
		sample.actuator().post("/upstreams/inventory/recover", "");
		within("nobody waits", () -> assertThat(pool(sample, "inventory").pending()).isZero());
		take(sample, "slow-upstream-recovered", "inventory", (calls) -> {
		});
		sample.close();
	}

	@Test
	void responsesAreLost() throws IOException {
		TestApplication sample = start("--httppool.leak-detection.reclaim=off", "--httppool.pool.max-connections=20");
		for (String kind : List.of("exchange-not-closed", "stream-not-closed")) {
			assertThat(sample.actuator().post("/leaks/" + kind + "?count=9", "").status()).isEqualTo(200);
		}
		within("found", () -> {
			sample.actuator().post("/leaks/gc", "");
			assertThat(sample.actuator().pool().json().at("/leaks/confirmed").asInt()).isEqualTo(18);
		});
		take(sample, "leak", "default", (calls) -> burst(calls, "large", 10));
		sample.close();
	}

	@Test
	void aHostCannotBeReached() throws IOException {
		int port = closedPort();
		TestApplication sample = start("--sample.upstreams.addresses.payment=http://127.0.0.1:%d/".formatted(port));
		within("noticed",
				() -> assertThat(pool(sample, "payment").json().at("/hosts/0/connectFailures/attempts").asInt())
					.isPositive());
		take(sample, "unreachable", "payment", (calls) -> {
		});
		sample.close();
	}

	@Test
	void theServerClosesIdleConnections() throws IOException {
		TestApplication sample = start("--httppool.pool.keep-alive.learn=false",
				"--sample.traffic.flows.flaky-keep-alive.rate=0");
		take(sample, "churn", "default", (calls) -> burst(calls, "flaky-keep-alive", 10));
		assertThat(sample.actuator().pool().closed("SERVER_CLOSED_IDLE")).isPositive();
		sample.close();
	}

	@Test
	void thePoolIsTooSmall() throws IOException {
		TestApplication sample = start("--httppool.clients.payment.pool.max-connections=2",
				"--sample.traffic.flows.payment.rate=450");
		within("callers wait", () -> assertThat(pool(sample, "payment").pending()).isPositive());
		take(sample, "too-small", "payment", (calls) -> {
		});
		sample.close();
	}

	private TestApplication start(String... arguments) {
		String[] all = StringUtils.concatenateStringArrays(arguments, new String[] { "--server.port=0" });
		return this.endToEnd.add(TestApplication.of(SpringApplication.run(SampleApplication.class, all)));
	}

	private static void burst(TestApplication sample, String flow, int calls) {
		sample.actuator().post("/traffic/burst", "{\"flow\": \"%s\", \"calls\": %d}".formatted(flow, calls));
	}

	/**
	 * Takes pictures of the page once it has seen for a while what happens.
	 * @param name name of the pictures
	 * @param pool the pool it is opened at, or an empty text
	 * @param meanwhile what happens again before each reading
	 */
	private static void take(TestApplication sample, String name, String pool, Consumer<TestApplication> meanwhile)
			throws IOException {
		URI page = URI
			.create("http://127.0.0.1:" + sample.context().getEnvironment().getRequiredProperty("local.server.port")
					+ "/actuator/httppool" + (pool.isEmpty() ? "" : "/" + pool));
		for (String look : List.of("1280 light", "1280 dark", "390 light", "390 dark")) {
			int width = Integer.parseInt(look.split(" ")[0]);
			browser.become(width, look.split(" ")[1]);
			browser.open(page);
			int readings = (width > 1000 && look.endsWith("light")) ? READINGS : 2;
			for (int reading = 1; reading <= readings; reading++) {
				meanwhile.accept(sample);
				long enough = 2L * reading;
				within("a reading", () -> assertThat(browser.readings()).isGreaterThanOrEqualTo(enough));
			}
			String file = name + "-" + look.replace(' ', '-') + ".png";
			browser.picture(PICTURES.resolve(file), WHOLE);
			browser.picture(PICTURES.resolve("top").resolve(file), FIRST_LOOK);
		}
		assertThat(browser.complaints()).isEmpty();
		browser.open(URI.create("about:blank"));
	}

	private static PoolFigures pool(TestApplication sample, String name) {
		return new PoolFigures(sample.actuator().httppool().required("pools").required(name));
	}

	private static int closedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static void within(String what, ThrowingRunnable assertion) {
		EndToEnd.within(Duration.ofSeconds(60), what, assertion);
	}

}
