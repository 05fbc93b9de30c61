package io.github.httppool.sample.leaks;

import java.time.Duration;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.context.WebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(properties = { "server.port=0", "sample.traffic.enabled=false", "httppool.pool.eviction-interval=20ms",
		"httppool.timeouts.acquire=2s" })
class LeakControllerTests {

	private static final int LIMIT = 20;

	private final MockMvcTester mvc;

	private final HttpPool pool;

	LeakControllerTests(@Autowired WebApplicationContext context, @Autowired HttpPools pools) {
		this.mvc = MockMvcTester.from(context);
		this.pool = pools.get("default");
	}

	@AfterEach
	void collectUntilNothingIsActive() {
		await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
			assertThat(this.mvc.post().uri("/leaks/gc")).hasStatus(204);
			assertThat(this.pool.snapshot().active()).isZero();
		});
	}

	@Test
	void kindsAreThoseOfEachClient() {
		assertThat(this.mvc.get().uri("/leaks")).hasStatusOk()
			.bodyJson()
			.hasPathSatisfying("$[*].name",
					(names) -> names.assertThat()
						.asArray()
						.containsExactly("request-factory-not-closed", "stream-not-closed", "exchange-not-closed",
								"interceptor-drops-response", "handler-never-answers", "filter-drops-response",
								"subscriber-stops-asking", "flux-not-subscribed"))
			.hasPathSatisfying("$[1].mistake", (mistake) -> mistake.assertThat()
				.isEqualTo("RestClient: body(InputStream.class), stream not closed"));
	}

	@ParameterizedTest
	@CsvSource({ "exchange-not-closed, OrderStatus", "stream-not-closed, InvoiceDownload",
			"interceptor-drops-response, PriceLookup", "request-factory-not-closed, HealthProbe",
			"flux-not-subscribed, ReportSize", "filter-drops-response, StockCheck",
			"subscriber-stops-asking, ImagePreview", "handler-never-answers, PartnerFeed" })
	void leakIsFoundWithItsClassAndTakenBack(String kind, String service) {
		long confirmed = this.pool.leaks().confirmed();
		long closed = this.pool.snapshot().closed().get(CloseReason.LEAK_RECLAIMED);
		assertThat(this.mvc.post().uri("/leaks/{kind}", kind)).hasStatusOk()
			.bodyJson()
			.isLenientlyEqualTo("{\"leak\": \"%s\", \"calls\": 1}".formatted(kind));
		await().until(() -> this.pool.snapshot().active() > 0 || this.pool.leaks().confirmed() > confirmed);
		collectUntilNothingIsActive();
		assertThat(this.pool.leaks().confirmed()).isEqualTo(confirmed + 1);
		assertThat(this.pool.snapshot().closed()).containsEntry(CloseReason.LEAK_RECLAIMED, closed + 1);
		assertThat(this.pool.leaks().sites().get(0).callSite()).startsWith(getClass().getPackageName() + "." + service)
			.contains("(" + service + ".java:");
	}

	@Test
	void countSaysHowManyTimes() {
		long acquired = this.pool.snapshot().acquired();
		assertThat(this.mvc.post().uri("/leaks/stream-not-closed").param("count", "7")).hasStatusOk()
			.bodyJson()
			.isLenientlyEqualTo("{\"leak\": \"stream-not-closed\", \"calls\": 7}");
		assertThat(this.pool.snapshot().acquired()).isEqualTo(acquired + 7);
	}

	@Test
	void whenNoConnectionIsLeftThenTheOutcomeSaysWhy() {
		assertThat(this.mvc.post().uri("/leaks/stream-not-closed").param("count", "100")).hasStatusOk()
			.bodyJson()
			.hasPathSatisfying("$.calls", (calls) -> calls.assertThat()
				.asNumber()
				.satisfies((number) -> assertThat(number.intValue()).isBetween(LIMIT, LeakController.MAX_COUNT - 1)))
			.hasPathSatisfying("$.failure",
					(failure) -> failure.assertThat().asString().contains("%1$d of %1$d active".formatted(LIMIT)));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, 101 })
	void countOutOfRangeIsRefusedWithAReason(int count) {
		long acquired = this.pool.snapshot().acquired();
		assertThat(this.mvc.post().uri("/leaks/stream-not-closed").param("count", "" + count)).hasStatus(400)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("$.detail")
			.isEqualTo("count must be 1 to 100, not " + count);
		assertThat(this.pool.snapshot().acquired()).isEqualTo(acquired);
	}

	@Test
	void countThatIsNoNumberIsRefused() {
		assertThat(this.mvc.post().uri("/leaks/stream-not-closed").param("count", "many")).hasStatus(400)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

	@Test
	void unknownKindIsNotFound() {
		assertThat(this.mvc.post().uri("/leaks/steam-not-closed")).hasStatus(404)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("$.detail")
			.asString()
			.startsWith("there is no leak 'steam-not-closed', only [");
	}

}
