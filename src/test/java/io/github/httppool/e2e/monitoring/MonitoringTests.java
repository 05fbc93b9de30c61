package io.github.httppool.e2e.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import io.github.httppool.e2e.SampleProcess;
import io.github.httppool.e2e.monitoring.Dashboard.Query;
import io.github.httppool.e2e.monitoring.RuleFiles.Rule;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample application in trouble, as a real Prometheus sees it, with the rules and the
 * dashboard that users get. The rules are a hundred times faster than theirs; with
 * {@code -Drules.divisor=1} they are theirs, and it takes half an hour.
 * <p>
 * From the start, one client has connections that serve a single call each, which is
 * churn, and one upstream refuses connections. Then the inventory hangs, which fills its
 * pool, and responses are leaked.
 */
@RequiresPrometheus
class MonitoringTests {

	private static final int DIVISOR = Integer.getInteger("rules.divisor", 100);

	private static final Duration PATIENCE = Duration.ofSeconds(60).plus(Duration.ofMinutes(20).dividedBy(DIVISOR));

	/**
	 * A privileged port on which nothing listens here.
	 */
	private static final int UNUSED_PORT = 1;

	private static final Path PICTURE = Path.of("../../target/end-to-end-tests/dashboard.html");

	/**
	 * Alerts that fire once they are staged, and not before.
	 */
	private static final List<String> STAGED = List.of("HttpPoolSaturated inventory", "HttpPoolCallersWait inventory",
			"HttpPoolRefuses inventory", "HttpPoolRefusesMany inventory", "HttpPoolLeaks default");

	private static @Nullable SampleProcess sample;

	private static @Nullable PrometheusServer prometheus;

	private static Set<String> firingBefore = Set.of();

	private final Dashboard dashboard = Dashboard.read();

	@BeforeAll
	@Timeout(value = 1, unit = TimeUnit.HOURS)
	static void stage(@TempDir Path directory) throws IOException {
		sample = SampleProcess.start("--httppool.clients.payment.pool.max-requests-per-connection=1",
				"--sample.upstreams.addresses.slow=http://127.0.0.1:" + UNUSED_PORT,
				"--httppool.pool.eviction-interval=500ms", "--httppool.clients.inventory.timeouts.acquire=2s");
		prometheus = PrometheusServer.start(directory, sample.port(), RuleFiles.writeFaster(directory, DIVISOR));
		awaitAlert("HttpPoolChurn", "payment");
		// A slow start may have been trouble for a moment, which ends.
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(firing()).doesNotContainAnyElementsOf(STAGED));
		firingBefore = firing();
		post("/upstreams/inventory/hang");
		// A leak is seen for the window of its rule: on a busy machine, one may pass
		// unseen.
		await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
			post("/leaks/exchange-not-closed?count=3");
			post("/leaks/gc");
			return firing().contains("HttpPoolLeaks default");
		});
		awaitAlert("HttpPoolSaturated", "inventory");
		awaitAlert("HttpPoolRefusesMany", "inventory");
	}

	@AfterAll
	static void close() {
		if (prometheus != null) {
			prometheus.close();
		}
		if (sample != null) {
			sample.close();
		}
	}

	@Test
	void churnFiresAnAlertForItsPoolOnly() {
		assertThat(firingBefore).contains("HttpPoolChurn payment")
			.doesNotContain("HttpPoolChurn default", "HttpPoolChurn inventory");
	}

	@Test
	void poolsThatDoWellFireNoneOfTheseAlerts() {
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(firing()).contains("HttpPoolSaturated inventory")
				.doesNotContain("HttpPoolSaturated default", "HttpPoolSaturated payment", "HttpPoolRefuses default",
						"HttpPoolRefuses payment", "HttpPoolLeaks inventory", "HttpPoolLeaks payment"));
	}

	@Test
	void aHostThatCannotBeReachedFiresAnAlert() {
		awaitAlert("HttpPoolUnreachable", "default");
	}

	@Test
	void saturationFiresAlertsForCallersAndForTheHostThatHangs() {
		awaitAlert("HttpPoolCallersWait", "inventory");
		awaitAlert("HttpPoolRefuses", "inventory");
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(firing()).contains("HttpClientErrorBudgetBurns 127.0.0.1"));
	}

	@Test
	void alertsHaveTheFiguresOfTheirPools() {
		assertThat(server().firing()).isNotEmpty()
			.allSatisfy((alert) -> assertThat(alert.required("annotations").toString())
				.doesNotContain("error expanding", "<no value>"));
		assertThat(alert("HttpPoolSaturated").at("/annotations/description").asString())
			.containsPattern("needed (9\\d|100)[.\\d]*% of the 10 connections");
		assertThat(alert("HttpPoolChurn").at("/annotations/description").asString())
			.containsPattern("served 1\\.0 calls each, at \\d+ closes a second");
	}

	@Test
	void allRulesAreLoadedAndAreEvaluatedWithoutAnError() {
		assertThat(server().rules()).hasSameSizeAs(RuleFiles.rules())
			.allSatisfy((rule) -> assertThat(rule.required("health").asString()).as("%s", rule).isEqualTo("ok"));
	}

	@Test
	void everyMetricThatIsNamedExists() {
		Set<String> named = new TreeSet<>(this.dashboard.metrics());
		RuleFiles.rules().stream().map(Rule::metrics).forEach(named::addAll);
		assertThat(named).hasSizeGreaterThan(40)
			.contains("httppool_acquire_seconds_bucket", "pool:httppool_rejected:ratio_rate5m");
		assertThat(server().metricNames()).containsAll(named);
	}

	@Test
	void everyPanelOfTheDashboardHasData() {
		assertThat(this.dashboard.plots()).allSatisfy((panel) -> assertThat(panel.queries()).as(panel.title())
			.isNotEmpty()
			.allSatisfy((query) -> assertThat(data(query)).as(query.expression())
				.anySatisfy((series) -> assertThat(series.values()).isNotEmpty())));
	}

	@Test
	void theDashboardCanBeLookedAt() throws IOException {
		Files.createDirectories(PICTURE.getParent());
		Files.writeString(PICTURE, DashboardPicture.of(this.dashboard, MonitoringTests::data));
		assertThat(PICTURE).content().contains("<polyline", "<polygon").doesNotContain("no data");
	}

	private static List<Series> data(Query query) {
		return server().query(query.expression("4s", "1m"), Duration.ofMinutes(1));
	}

	private static JsonNode alert(String name) {
		return server().firing()
			.stream()
			.filter((alert) -> alert.at("/labels/alertname").asString().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static void awaitAlert(String alert, String pool) {
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(firing()).contains(alert + " " + pool));
	}

	/**
	 * The alerts that fire, each with the pool or remote host that it is about.
	 */
	private static Set<String> firing() {
		Set<String> names = new TreeSet<>();
		server().firing().forEach((alert) -> {
			JsonNode labels = alert.required("labels");
			String about = labels.path("pool").asString(labels.path("client_name").asString(""));
			names.add(labels.required("alertname").asString() + " " + about);
		});
		return names;
	}

	private static void post(String path) {
		assertThat(application().actuator().post(path, "").status()).isIn(200, 204);
	}

	private static SampleProcess application() {
		assertThat(sample).isNotNull();
		return sample;
	}

	private static PrometheusServer server() {
		assertThat(prometheus).isNotNull();
		return prometheus;
	}

}
