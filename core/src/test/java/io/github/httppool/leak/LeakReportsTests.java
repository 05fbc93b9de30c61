package io.github.httppool.leak;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import io.github.httppool.LeakKind;
import io.github.httppool.LeakSite;
import io.github.httppool.LeaksSnapshot;
import io.github.httppool.call.Call;
import io.github.httppool.call.TestCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is counted, kept and logged of leaks.
 */
@ExtendWith(OutputCaptureExtension.class)
class LeakReportsTests {

	private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

	private static final long BEGIN = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

	private final List<LeakKind> told = new ArrayList<>();

	private final LeakReports reports = new LeakReports("payment", Clock.fixed(TIME, ZoneOffset.UTC),
			(kind, leak) -> this.told.add(kind));

	@Test
	void whenNothingWasFoundThenThereIsNothing(CapturedOutput output) {
		this.reports.log(BEGIN);
		assertThat(this.reports.snapshot()).isEqualTo(LeaksSnapshot.NONE);
		assertThat(output.getOut()).isEmpty();
	}

	@Test
	void whenLeakIsFoundThenItIsCountedAndToldForEachKind() {
		report("a", LeakKind.CONFIRMED, LeakKind.RECLAIMED);
		assertThat(this.told).containsExactly(LeakKind.CONFIRMED, LeakKind.RECLAIMED);
		assertThat(this.reports.snapshot())
			.isEqualTo(new LeaksSnapshot(0, 1, 1, List.of(new LeakSite("a", LeakKind.RECLAIMED, 1, TIME))));
	}

	@Test
	void whenSuspicionsAndLeaksComeFromOnePlaceThenItCountsThoseOfItsState() {
		report("a", LeakKind.SUSPECTED);
		report("a", LeakKind.SUSPECTED);
		report("a", LeakKind.SUSPECTED);
		report("a", LeakKind.CONFIRMED);
		assertThat(this.reports.snapshot().sites()).containsExactly(new LeakSite("a", LeakKind.CONFIRMED, 1, TIME));
	}

	@Test
	void whenThereAreSeveralPlacesThenTheOneSeenLastIsFirst() {
		report("a", LeakKind.SUSPECTED);
		report("b", LeakKind.SUSPECTED);
		report("c", LeakKind.SUSPECTED);
		report("a", LeakKind.SUSPECTED);
		assertThat(this.reports.snapshot().sites()).extracting(LeakSite::callSite).containsExactly("a", "c", "b");
	}

	@Test
	void whenCallSiteIsUnknownThenThePlaceIsTheRequest() {
		report(null, LeakKind.SUSPECTED);
		assertThat(this.reports.snapshot().sites()).extracting(LeakSite::callSite).containsExactly("GET /orders/{id}");
	}

	@Test
	void whenThereAreTooManyPlacesThenTheOneNotSeenForLongestGivesWay() {
		for (int i = 0; i < LeakReports.MAX_PLACES; i++) {
			report("place " + i, LeakKind.SUSPECTED);
		}
		report("place 0", LeakKind.SUSPECTED);
		report("one more", LeakKind.SUSPECTED);
		assertThat(this.reports.snapshot().sites()).hasSize(LeakReports.MAX_PLACES)
			.extracting(LeakSite::callSite)
			.startsWith("one more", "place 0")
			.doesNotContain("place 1");
		assertThat(this.reports.snapshot().suspected()).isEqualTo(LeakReports.MAX_PLACES + 2);
	}

	@Test
	void whenLeaksComeFromOnePlaceThenTheyAreOneLine(CapturedOutput output) {
		report("a", LeakKind.CONFIRMED, LeakKind.RECLAIMED);
		report("a", LeakKind.CONFIRMED, LeakKind.RECLAIMED);
		log(Duration.ZERO);
		assertThat(output.getOut()).containsOnlyOnce("2 leaks from a (pool 'payment', GET /orders/{id})");
	}

	@Test
	void whenPlaceWasLoggedThenTheNextLineComesAMinuteLaterAndCountsWhatCameBetween(CapturedOutput output) {
		report("a", LeakKind.CONFIRMED);
		log(Duration.ZERO);
		report("a", LeakKind.CONFIRMED);
		log(Duration.ofSeconds(5));
		report("a", LeakKind.CONFIRMED);
		log(Duration.ofSeconds(60).minusNanos(1));
		assertThat(output.getOut()).containsOnlyOnce("never closed");
		log(Duration.ofSeconds(60));
		assertThat(output.getOut()).contains("2 leaks from a in the last 60 s (pool 'payment'");
	}

	@Test
	void whenNothingMoreIsFoundThenNothingMoreIsLogged(CapturedOutput output) {
		report("a", LeakKind.CONFIRMED);
		log(Duration.ZERO);
		log(Duration.ofSeconds(60));
		log(Duration.ofHours(1));
		assertThat(output.getOut()).containsOnlyOnce("never closed");
	}

	@Test
	void whenPlaceWasLoggedLongAgoThenItsLineNamesNoTime(CapturedOutput output) {
		report("a", LeakKind.CONFIRMED);
		log(Duration.ZERO);
		report("a", LeakKind.CONFIRMED);
		report("a", LeakKind.CONFIRMED);
		log(Duration.ofHours(1));
		assertThat(output.getOut()).contains("2 leaks from a (pool");
	}

	@Test
	void whenLeaksComeFromTwoPlacesThenEachHasALine(CapturedOutput output) {
		report("a", LeakKind.CONFIRMED);
		report("b", LeakKind.CONFIRMED);
		log(Duration.ZERO);
		assertThat(output.getOut()).containsOnlyOnce("leak from a").containsOnlyOnce("leak from b");
	}

	@Test
	void whenAPathIsLongAndHasControlCharactersThenItIsCutAndEscaped(CapturedOutput output) {
		Call call = new Call("GET", "/a\r\nWARN all is well\u202e/" + "x".repeat(10_000), null, 0);
		this.reports.report(new StubLease(call, BEGIN), BEGIN, LeakKind.CONFIRMED);
		log(Duration.ZERO);
		assertThat(output.getOut().lines()).hasSize(1);
		assertThat(output.getOut()).contains("leak from GET /a\\r\\nWARN all is well\\u202E/xxx")
			.contains("xxx... (pool");
		assertThat(this.reports.snapshot().sites()).singleElement()
			.satisfies((site) -> assertThat(site.callSite()).hasSize(200));
	}

	private void report(String callSite, LeakKind... kinds) {
		this.reports.report(new StubLease(TestCalls.of(callSite), BEGIN), BEGIN, kinds);
	}

	@Test
	void whenThereIsNoNextTimeThenWhatIsNotDueIsLoggedToo(CapturedOutput output) {
		report("a", LeakKind.CONFIRMED);
		log(Duration.ZERO);
		report("a", LeakKind.CONFIRMED);
		this.reports.logRest(BEGIN + 1);
		this.reports.logRest(BEGIN + 2);
		assertThat(output.getOut().lines()).hasSize(2);
	}

	private void log(Duration later) {
		this.reports.log(BEGIN + later.toNanos());
	}

}
