package io.github.httppool.leak;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.HttpPoolListener.Leak;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.LeakKind;
import io.github.httppool.Reclaim;
import io.github.httppool.call.Call;
import io.github.httppool.call.TestCalls;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which leases are suspected, confirmed and ended, and when. Leases begin one second
 * before the clock overflows, as one that starts anywhere may.
 */
@ExtendWith(OutputCaptureExtension.class)
class LeakDetectorTests {

	private static final long BEGIN = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

	private static final String SITE = "com.acme.OrderClient.find(OrderClient.java:42)";

	private final List<LeakKind> told = new ArrayList<>();

	private final List<Leak> leaks = new ArrayList<>();

	private final AtomicInteger endings = new AtomicInteger();

	private final LeakReports reports = new LeakReports("payment", Clock.systemUTC(), (kind, leak) -> {
		this.told.add(kind);
		this.leaks.add(leak);
	});

	private final CallSites callSites = new CallSites(1_000_000, () -> BEGIN);

	private LeakDetector detector = detector(Reclaim.CONFIRMED, null);

	@Test
	void whenLeaseIsBelowTheThresholdThenNothingIsSuspected() {
		sweep(Duration.ofSeconds(60).minusNanos(1), new StubLease(Call.anonymous(BEGIN), BEGIN));
		assertThat(this.told).isEmpty();
	}

	@Test
	void whenLeaseIsAtTheThresholdThenItIsSuspected() {
		sweep(Duration.ofSeconds(60), new StubLease(TestCalls.of(SITE), BEGIN));
		assertThat(this.told).containsExactly(LeakKind.SUSPECTED);
		assertThat(this.leaks).containsExactly(
				new Leak("payment", "orders:80", 7, "GET /orders/{id}", SITE, Duration.ofSeconds(60).toNanos()));
	}

	@Test
	void whenAnUpgradedLeaseLastsThenItIsNeitherSuspectedNorReclaimed() {
		this.detector = detector(Reclaim.AFTER, Duration.ofSeconds(90));
		StubLease lease = new StubLease(Call.anonymous(BEGIN), BEGIN);
		lease.upgrade();
		sweep(Duration.ofDays(1), lease);
		assertThat(this.told).isEmpty();
		assertThat(lease.aborts).isZero();
	}

	@Test
	void whenAnEventStreamLastsThenItIsNotSuspected() {
		StubLease lease = new StubLease(TestCalls.of(SITE), BEGIN);
		lease.streamEvents();
		sweep(Duration.ofDays(1), lease);
		assertThat(this.told).isEmpty();
		assertThat(lease.aborts).isZero();
	}

	@Test
	void whenAnEventStreamIsAbandonedThenItIsConfirmedAndEnded() {
		StubLease lease = new StubLease(abandoned(), BEGIN);
		lease.streamEvents();
		sweep(Duration.ofMillis(1), lease);
		assertThat(this.told).containsExactly(LeakKind.CONFIRMED, LeakKind.RECLAIMED);
		assertThat(this.endings).hasValue(1);
	}

	@Test
	void whenAnEventStreamIsAsOldAsReclaimAfterThenItIsAborted() {
		this.detector = detector(Reclaim.AFTER, Duration.ofMinutes(5));
		StubLease lease = new StubLease(TestCalls.of(SITE), BEGIN);
		lease.streamEvents();
		sweep(Duration.ofMinutes(5), lease);
		assertThat(lease.aborts).isOne();
		assertThat(this.told).containsExactly(LeakKind.RECLAIMED);
	}

	@Test
	void whenSuspectedLeaseLastsThenItIsToldOnce() {
		StubLease lease = new StubLease(Call.anonymous(BEGIN), BEGIN);
		sweep(Duration.ofSeconds(60), lease);
		sweep(Duration.ofSeconds(65), lease);
		sweep(Duration.ofDays(1), lease);
		assertThat(this.told).containsExactly(LeakKind.SUSPECTED);
	}

	@Test
	void whenNobodyFollowsTheCallThenItIsOnlySuspected() {
		StubLease lease = new StubLease(Call.anonymous(BEGIN), BEGIN);
		sweep(Duration.ofDays(1), lease);
		assertThat(this.told).containsExactly(LeakKind.SUSPECTED);
		assertThat(this.leaks).extracting(Leak::request).containsExactly("GET /orders/17");
		assertThat(lease.aborts).isZero();
	}

	@Test
	void whenSuspectedLeaseHasEndedThenItWasSlow(CapturedOutput output) {
		sweep(Duration.ofSeconds(60), new StubLease(TestCalls.of(SITE), BEGIN));
		sweep(Duration.ofSeconds(65));
		sweep(Duration.ofSeconds(70));
		assertThat(output.getOut()).containsOnlyOnce("connection 7 of pool 'payment' was returned after 65 s by"
				+ " GET /orders/{id} from " + SITE + ": it was slow, not leaked");
	}

	@Test
	void whenLeaseHasEndedThenItIsForgotten() {
		StubLease lease = new StubLease(Call.anonymous(BEGIN), BEGIN);
		sweep(Duration.ofSeconds(60), lease);
		sweep(Duration.ofSeconds(65));
		sweep(Duration.ofSeconds(70), lease);
		assertThat(this.told).containsExactly(LeakKind.SUSPECTED, LeakKind.SUSPECTED);
	}

	@Test
	void whenConfirmedLeaseHasEndedThenItWasNotSlow(CapturedOutput output) {
		sweep(Duration.ofSeconds(1), new StubLease(abandoned(), BEGIN));
		sweep(Duration.ofSeconds(6));
		assertThat(output.getOut()).doesNotContain("was returned");
	}

	@Test
	void whenResponseIsHeldThenLeaseIsNoLeak() {
		Object response = new Object();
		Call call = TestCalls.of(SITE);
		call.responseHeldBy(response, this::end);
		System.gc();
		sweep(Duration.ofSeconds(59), new StubLease(call, BEGIN));
		assertThat(this.told).isEmpty();
		assertThat(response).isNotNull();
	}

	@Test
	void whenResponseIsStillAwaitedThenLeaseIsNoLeak() {
		sweep(Duration.ofSeconds(59), new StubLease(TestCalls.of(SITE), BEGIN));
		assertThat(this.told).isEmpty();
	}

	@Test
	void whenResponseIsAbandonedThenItIsConfirmedAndEnded() {
		StubLease lease = new StubLease(abandoned(), BEGIN);
		sweep(Duration.ofMillis(1), lease);
		assertThat(this.told).containsExactly(LeakKind.CONFIRMED, LeakKind.RECLAIMED);
		assertThat(lease.toldReclaiming).isTrue();
		assertThat(this.endings).hasValue(1);
		assertThat(lease.aborts).isZero();
	}

	@Test
	void whenEndingTakesLongerThanASweepThenItIsNotDoneTwice() {
		StubLease lease = new StubLease(abandoned(), BEGIN);
		sweep(Duration.ofMillis(1), lease);
		sweep(Duration.ofMillis(2), lease);
		sweep(Duration.ofHours(1), lease);
		assertThat(this.told).containsExactly(LeakKind.CONFIRMED, LeakKind.RECLAIMED);
		assertThat(this.endings).hasValue(1);
	}

	@Test
	void whenLeaseEndsBeforeTheSecondLookThenItIsNoLeak() {
		StubLease lease = new StubLease(abandoned(), BEGIN);
		lease.end();
		sweep(Duration.ofHours(1), lease);
		assertThat(this.told).isEmpty();
		assertThat(this.endings).hasValue(0);
	}

	@Test
	void whenReclaimIsOffThenLeakIsOnlyConfirmed() {
		this.detector = detector(Reclaim.OFF, null);
		StubLease lease = new StubLease(abandoned(), BEGIN);
		sweep(Duration.ofMillis(1), lease);
		sweep(Duration.ofHours(1), lease);
		assertThat(this.told).containsExactly(LeakKind.CONFIRMED);
		assertThat(lease.toldReclaiming).isFalse();
		assertThat(this.endings).hasValue(0);
	}

	@Test
	void whenSuspectedLeaseIsAbandonedThenItIsConfirmedToo() {
		Call call = TestCalls.of(SITE);
		StubLease lease = new StubLease(call, BEGIN);
		sweep(Duration.ofSeconds(60), lease);
		TestCalls.abandon(call, this::end);
		sweep(Duration.ofSeconds(65), lease);
		assertThat(this.told).containsExactly(LeakKind.SUSPECTED, LeakKind.CONFIRMED, LeakKind.RECLAIMED);
		assertThat(this.reports.snapshot().sites()).singleElement()
			.satisfies((site) -> assertThat(site.count()).isOne());
	}

	@Test
	void whenReclaimAfterIsSetForAnotherModeThenNothingIsAborted() {
		this.detector = detector(Reclaim.CONFIRMED, Duration.ofMinutes(5));
		StubLease lease = new StubLease(Call.anonymous(BEGIN), BEGIN);
		sweep(Duration.ofHours(1), lease);
		assertThat(lease.aborts).isZero();
	}

	@Test
	void whenLeaseIsAsOldAsReclaimAfterThenItIsAbortedOnce() {
		this.detector = detector(Reclaim.AFTER, Duration.ofMinutes(5));
		StubLease lease = new StubLease(Call.anonymous(BEGIN), BEGIN);
		sweep(Duration.ofMinutes(5).minusNanos(1), lease);
		assertThat(lease.aborts).isZero();
		sweep(Duration.ofMinutes(5), lease);
		sweep(Duration.ofMinutes(6), lease);
		assertThat(lease.aborts).isOne();
		assertThat(lease.toldReclaiming).isTrue();
		assertThat(this.told).containsExactly(LeakKind.SUSPECTED, LeakKind.RECLAIMED);
	}

	/**
	 * The subscriber of a call that is cancelled in its place would wait for ever.
	 */
	@Test
	void whenLeaseOfALivingCallIsReclaimedByAgeThenItIsAborted() {
		this.detector = detector(Reclaim.AFTER, Duration.ofMinutes(5));
		Object response = new Object();
		Call call = TestCalls.of(SITE);
		call.responseHeldBy(response, this::end);
		StubLease lease = new StubLease(call, BEGIN);
		sweep(Duration.ofMinutes(5), lease);
		assertThat(lease.aborts).isOne();
		assertThat(this.endings).hasValue(0);
		assertThat(response).isNotNull();
	}

	@Test
	void whenLeaseReclaimedByAgeIsAbandonedThenItIsNotReclaimedTwice() {
		this.detector = detector(Reclaim.AFTER, Duration.ofMinutes(5));
		Call call = TestCalls.of(SITE);
		StubLease lease = new StubLease(call, BEGIN);
		sweep(Duration.ofMinutes(5), lease);
		TestCalls.abandon(call, this::end);
		sweep(Duration.ofMinutes(6), lease);
		assertThat(this.told).containsExactly(LeakKind.SUSPECTED, LeakKind.RECLAIMED);
		assertThat(this.endings).hasValue(0);
	}

	@Test
	void whenReclaimedByAgeThenAbandonedLeasesAreEndedBeforeThat() {
		this.detector = detector(Reclaim.AFTER, Duration.ofMinutes(5));
		sweep(Duration.ofMillis(1), new StubLease(abandoned(), BEGIN));
		assertThat(this.told).containsExactly(LeakKind.CONFIRMED, LeakKind.RECLAIMED);
		assertThat(this.endings).hasValue(1);
	}

	@Test
	void whenCallHasLeakedThenTheNextLikeItIsLookedAt() {
		this.callSites.start("GET", "/first-is-always-sampled");
		assertThat(this.callSites.start("GET", "/orders/18").callSite()).isNull();
		sweep(Duration.ofMillis(1), new StubLease(abandoned(), BEGIN));
		assertThat(this.callSites.start("GET", "/orders/19").callSite()).isNotNull();
	}

	@Test
	void whenAnUnreadResponseIsForgottenThenItIsConfirmedAndItsBuffersAreReleased() {
		Call call = abandoned();
		this.detector.endsUnread(new StubLease(call, BEGIN), call, BEGIN);
		sweep(Duration.ofMillis(1));
		sweep(Duration.ofMillis(2));
		assertThat(this.told).containsExactly(LeakKind.CONFIRMED);
		assertThat(this.leaks).extracting(Leak::callSite).containsExactly(SITE);
		assertThat(this.endings).hasValue(1);
	}

	@Test
	void whenNothingIsReclaimedThenTheBuffersOfAnUnreadResponseAreReleasedAllTheSame() {
		this.detector = detector(Reclaim.OFF, null);
		Call call = abandoned();
		this.detector.endsUnread(new StubLease(call, BEGIN), call, BEGIN);
		sweep(Duration.ofMillis(1));
		assertThat(this.told).containsExactly(LeakKind.CONFIRMED);
		assertThat(this.endings).hasValue(1);
	}

	@Test
	void whenNothingWasLeftOfAForgottenResponseThenItIsNoLeak() {
		Call call = TestCalls.abandoned(SITE, () -> false);
		this.detector.endsUnread(new StubLease(call, BEGIN), call, BEGIN);
		sweep(Duration.ofMillis(1));
		assertThat(this.told).isEmpty();
	}

	@Test
	void whenAnUnreadResponseIsReadThenItIsNoLeak() {
		Call call = abandoned();
		this.detector.endsUnread(new StubLease(call, BEGIN), call, BEGIN);
		call.responseReleased();
		sweep(Duration.ofMillis(1));
		assertThat(this.told).isEmpty();
		assertThat(this.endings).hasValue(0);
	}

	@Test
	void whenAnUnreadResponseIsHeldThenNothingIsToldHoweverLongThatLasts() {
		Object response = new Object();
		Call call = TestCalls.of(SITE);
		call.responseHeldBy(response, this::end);
		System.gc();
		this.detector.endsUnread(new StubLease(call, BEGIN), call, BEGIN);
		sweep(Duration.ofDays(1));
		assertThat(this.told).isEmpty();
		assertThat(response).isNotNull();
	}

	@Test
	void whenAnUnreadResponseIsForgottenThenItIsToldForHowLongItHadItsConnection() {
		Call call = abandoned();
		this.detector.endsUnread(new StubLease(call, BEGIN), call, BEGIN + Duration.ofMillis(5).toNanos());
		sweep(Duration.ofHours(1));
		assertThat(this.leaks).extracting(Leak::heldNanos).containsExactly(Duration.ofMillis(5).toNanos());
	}

	@Test
	void whenASuspectedLeaseEndsUnreadThenTheLeaseWasSlow(CapturedOutput output) {
		Call call = TestCalls.of(SITE);
		call.responseHeldBy(this, this::end);
		StubLease lease = new StubLease(call, BEGIN);
		sweep(Duration.ofSeconds(60), lease);
		this.detector.endsUnread(lease, call, BEGIN + Duration.ofSeconds(65).toNanos());
		sweep(Duration.ofSeconds(65));
		assertThat(output.getOut()).containsOnlyOnce("was returned after 65 s");
	}

	@Test
	void whenALeaseThatWasConfirmedEndsUnreadThenItIsToldOnce() {
		this.detector = detector(Reclaim.OFF, null);
		Call call = abandoned();
		StubLease lease = new StubLease(call, BEGIN);
		sweep(Duration.ofMillis(1), lease);
		this.detector.endsUnread(lease, call, BEGIN);
		sweep(Duration.ofMillis(2));
		assertThat(this.told).containsExactly(LeakKind.CONFIRMED);
		assertThat(this.endings).hasValue(1);
	}

	@Test
	void whenALeaseThatWasConfirmedHasLeftThePoolBeforeItEndsUnreadThenItIsToldOnce() {
		this.detector = detector(Reclaim.OFF, null);
		Call call = abandoned();
		StubLease lease = new StubLease(call, BEGIN);
		sweep(Duration.ofMillis(1), lease);
		sweep(Duration.ofMillis(2));
		this.detector.endsUnread(lease, call, BEGIN);
		sweep(Duration.ofMillis(3));
		sweep(Duration.ofMillis(4));
		assertThat(this.told).containsExactly(LeakKind.CONFIRMED);
		assertThat(this.endings).hasValue(1);
	}

	private boolean end() {
		return this.endings.incrementAndGet() > 0;
	}

	private Call abandoned() {
		return TestCalls.abandoned(SITE, this::end);
	}

	private LeakDetector detector(Reclaim reclaim, @Nullable Duration reclaimAfter) {
		return new LeakDetector(
				new HttpPoolSettings.LeakDetection(true, Duration.ofSeconds(60), reclaim, reclaimAfter, 16),
				this.reports, this.callSites);
	}

	private void sweep(Duration later, StubLease... leases) {
		this.detector.sweep(List.of(leases), BEGIN + later.toNanos());
	}

}
