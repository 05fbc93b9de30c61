package io.github.httppool.e2e;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.github.httppool.e2e.Actuator.PoolFigures;
import io.github.httppool.sample.SampleApplication;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.SpringApplication;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample application, as somebody who tries it sees it.
 */
class SampleAppTests {

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private TestApplication start(String... arguments) {
		String[] onFreePort = StringUtils.addStringToArray(arguments, "--server.port=0");
		return this.endToEnd.add(TestApplication.of(SpringApplication.run(SampleApplication.class, onFreePort)));
	}

	/**
	 * Without calls but those that the test makes.
	 */
	private TestApplication quiet(String... arguments) {
		return start(StringUtils.addStringToArray(arguments, "--sample.traffic.enabled=false"));
	}

	@Test
	void whenItsTrafficFlowsThenFewConnectionsServeManyCalls() {
		TestApplication sample = start();
		await().until(() -> sample.actuator().pool().acquired() >= 200);
		PoolFigures pool = sample.actuator().pool();
		assertThat(pool.created()).isPositive().isLessThan(pool.acquired() / 4);
		sample.close();
	}

	@Test
	void whenOpenedInABrowserThenThereIsAPage() {
		TestApplication sample = start();
		assertThat(sample.actuator().get("/").body()).containsIgnoringCase("<!doctype html>").contains("js/page.js");
		sample.close();
	}

	@Test
	void whenSlowCallsComeInABurstThenCallersWaitForConnections() {
		TestApplication sample = start();
		burst(sample, "slow", 100);
		EndToEnd.eventually("callers wait", () -> assertThat(sample.actuator().pool().pending()).isPositive());
		sample.close();
	}

	@Test
	void whenTheInventoryHangsThenOnlyItsOwnCallersWait() {
		TestApplication sample = quiet("--httppool.clients.inventory.timeouts.acquire=60s",
				"--httppool.clients.inventory.timeouts.response=60s");
		hang(sample);
		burst(sample, "inventory", 30);
		within("inventory is full", () -> {
			assertThat(pool(sample, "inventory").active()).isEqualTo(10);
			assertThat(pool(sample, "inventory").pending()).isEqualTo(20);
		});
		assertPaymentIsAnswered(sample);
		assertThat(pool(sample, "inventory").pending()).isEqualTo(20);
		recover(sample);
		within("all are answered", () -> assertThat(calls(sample, "inventory", "ok")).isEqualTo(30));
		sample.close();
	}

	private static void assertPaymentIsAnswered(TestApplication sample) {
		for (int call = 1; call <= 20; call++) {
			int answered = call;
			burst(sample, "payment", 1);
			within("payment is answered", () -> assertThat(calls(sample, "payment", "ok")).isEqualTo(answered));
			PoolFigures payment = pool(sample, "payment");
			assertThat(payment.pending() + payment.timeouts() + payment.rejected()).isZero();
		}
	}

	@Test
	void whenTheInventoryHangsThenItsCallsFailUntilItRecovers() {
		TestApplication sample = quiet();
		hang(sample);
		burst(sample, "inventory", 30);
		within("all have failed", () -> assertThat(calls(sample, "inventory", "failed")).isEqualTo(30));
		assertThat(pool(sample, "inventory").timeouts()).isPositive();
		assertThat(pool(sample, "inventory").closed("TIMEOUT")).isPositive();
		recover(sample);
		burst(sample, "inventory", 10);
		within("answered again", () -> assertThat(calls(sample, "inventory", "ok")).isEqualTo(10));
		sample.close();
	}

	@Test
	void whenItIsClosedWhileTheInventoryHangsThenNothingIsLeft() {
		TestApplication sample = start();
		hang(sample);
		within("inventory is full", () -> assertThat(pool(sample, "inventory").active()).isEqualTo(10));
		sample.close();
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "exchange-not-closed, OrderStatus", "stream-not-closed, InvoiceDownload",
			"interceptor-drops-response, PriceLookup", "request-factory-not-closed, HealthProbe",
			"flux-not-subscribed, ReportSize", "filter-drops-response, StockCheck",
			"subscriber-stops-asking, ImagePreview", "handler-never-answers, PartnerFeed" })
	void whenItLeaksThenEachConnectionIsTakenBackAndTheClassIsNamed(String kind, String service) {
		TestApplication sample = quiet("--httppool.pool.eviction-interval=20ms");
		post(sample, "/leaks/" + kind + "?count=3", "");
		within("called", () -> assertThat(pool(sample, "default").acquired()).isEqualTo(3));
		within("taken back", () -> {
			assertThat(sample.actuator().post("/leaks/gc", "").status()).isEqualTo(204);
			assertThat(sample.actuator().pool().json().at("/leaks/reclaimed").asLong()).isEqualTo(3);
		});
		within("closed", () -> assertThat(pool(sample, "default").closed("LEAK_RECLAIMED")).isEqualTo(3));
		assertThat(pool(sample, "default").active()).isZero();
		assertThat(sites(sample)).singleElement().satisfies((site) -> {
			assertThat(site.required("callSite").asString()).contains(".leaks." + service + ".", service + ".java:");
			assertThat(site.required("state").asString()).isEqualTo("reclaimed");
			assertThat(site.required("count").asLong()).isEqualTo(3);
		});
		sample.close();
	}

	private static List<JsonNode> sites(TestApplication sample) {
		return sample.actuator().get("/actuator/httppool/default").json().at("/leaks/sites").valueStream().toList();
	}

	private static void hang(TestApplication sample) {
		post(sample, "/upstreams/inventory/hang", "");
	}

	private static void recover(TestApplication sample) {
		post(sample, "/upstreams/inventory/recover", "");
	}

	private static void burst(TestApplication sample, String flow, int calls) {
		post(sample, "/traffic/burst", "{\"flow\": \"%s\", \"calls\": %d}".formatted(flow, calls));
	}

	private static void post(TestApplication sample, String path, String body) {
		assertThat(sample.actuator().post(path, body).status()).isEqualTo(200);
	}

	private static void within(String what, ThrowingRunnable assertion) {
		EndToEnd.within(Duration.ofSeconds(20), what, assertion);
	}

	private static PoolFigures pool(TestApplication sample, String name) {
		return new PoolFigures(sample.actuator().httppool().required("pools").required(name));
	}

	private static long calls(TestApplication sample, String flow, String outcome) {
		return sample.actuator()
			.get("/traffic")
			.json()
			.required("flows")
			.valueStream()
			.filter((each) -> each.required("name").asString().equals(flow))
			.mapToLong((each) -> each.required("calls").required(outcome).asLong())
			.sum();
	}

	@Test
	void whenItIsClosedUnderTrafficThenNoThreadOfItIsLeft() {
		TestApplication sample = start();
		await().until(() -> sample.actuator().pool().acquired() > 0);
		sample.close();
		EndToEnd.eventually("no thread", () -> assertThat(Thread.getAllStackTraces().keySet()).noneMatch(
				(thread) -> Arrays.asList("httppool", "sample-").stream().anyMatch(thread.getName()::startsWith)));
	}

}
