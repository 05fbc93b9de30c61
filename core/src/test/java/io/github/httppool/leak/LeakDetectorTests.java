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
		sweep(Duration.ofSeconds(60).minusNanos(1), new StubLease(null, BEGIN));
		assertThat(this.told).isEmpty();
	}

	@Test
	void whenLeaseIsAtTheThresholdThenItIsSuspected() {
		sweep(Duration.ofSeconds(60), new StubLease(Tracks.of(SITE), BEGIN));
		assertThat(this.told).containsExactly(LeakKind.SUSPECTED);
		assertThat(this.leaks).containsExactly(
				new Leak("payment", "orders:80", 7, "GET /orders/{id}", SITE, Duration.ofSeconds(60).toNanos()));
	}

	@Test
	void whenAnUpgradedLeaseLastsThenItIsNeitherSuspectedNorReclaimed() {
		this.detector = detector(Reclaim.AFTER, Duration.ofSeconds(90));
		StubLease lease = new StubLease(null, BEGIN);
		lease.upgrade();
		sweep(Duration.ofDays(1), lease);
		assertThat(this.told).isEmpty();
		assertThat(lease.aborts).isZero();
	}

	@Test
	void whenAnEventStreamLastsThenItIsNotSuspected() {
		StubLease lease = new StubLease(Tracks.of(SITE), BEGIN);
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
		StubLease lease = new StubLease(Tracks.of(SITE), BEGIN);
		lease.streamEvents();
		sweep(Duration.ofMinutes(5), lease);
		assertThat(lease.aborts).isOne();
		assertThat(this.told).containsExactly(LeakKind.RECLAIMED);
	}

	@Test
	void whenSuspectedLeaseLastsThenItIsToldOnce() {
		StubLease lease = new StubLease(null, BEGIN);
		sweep(Duration.ofSeconds(60), lease);
		sweep(Duration.ofSeconds(65), lease);
		sweep(Duration.ofDays(1), lease);
		assertThat(this.told).containsExactly(LeakKind.SUSPECTED);
	}

	@Test
	void whenNobodyFollowsTheCallThenItIsOnlySuspected() {
		StubLease lease = new StubLease(null, BEGIN);
		sweep(Duration.ofDays(1), lease);
		assertThat(this.told).containsExactly(LeakKind.SUSPECTED);
		assertThat(this.leaks).extracting(Leak::request).containsExactly("GET /orders/17");
		assertThat(lease.aborts).isZero();
	}

	@Test
	void whenSuspectedLeaseHasEndedThenItWasSlow(CapturedOutput output) {
		sweep(Duration.ofSeconds(60), new StubLease(Tracks.of(SITE), BEGIN));
		sweep(Duration.ofSeconds(65));
		sweep(Duration.ofSeconds(70));
		assertThat(output.getOut()).containsOnlyOnce("connection 7 of pool 'payment' was returned after 65 s by"
				+ " GET /orders/{id} from " + SITE + ": it was slow, not leaked");
	}

	@Test
	void whenLeaseHasEndedThenItIsForgotten() {
		StubLease lease = new StubLease(null, BEGIN);
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
		CallTrack track = Tracks.of(SITE);
		track.heldBy(response, this::end);
		System.gc();
		sweep(Duration.ofSeconds(59), new StubLease(track, BEGIN));
		assertThat(this.told).isEmpty();
		assertThat(response).isNotNull();
	}

	@Test
	void whenResponseIsStillAwaitedThenLeaseIsNoLeak() {
		sweep(Duration.ofSeconds(59), new StubLease(Tracks.of(SITE), BEGIN));
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
		CallTrack track = Tracks.of(SITE);
		StubLease lease = new StubLease(track, BEGIN);
		sweep(Duration.ofSeconds(60), lease);
		Tracks.abandon(track, this::end);
		sweep(Duration.ofSeconds(65), lease);
		assertThat(this.told).containsExactly(LeakKind.SUSPECTED, LeakKind.CONFIRMED, LeakKind.RECLAIMED);
		assertThat(this.reports.snapshot().sites()).singleElement()
			.satisfies((site) -> assertThat(site.count()).isOne());
	}

	@Test
	void whenReclaimAfterIsSetForAnotherModeThenNothingIsAborted() {
		this.detector = detector(Reclaim.CONFIRMED, Duration.ofMinutes(5));
		StubLease lease = new StubLease(null, BEGIN);
		sweep(Duration.ofHours(1), lease);
		assertThat(lease.aborts).isZero();
	}

	@Test
	void whenLeaseIsAsOldAsReclaimAfterThenItIsAbortedOnce() {
		this.detector = detector(Reclaim.AFTER, Duration.ofMinutes(5));
		StubLease lease = new StubLease(null, BEGIN);
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
		CallTrack track = Tracks.of(SITE);
		track.heldBy(response, this::end);
		StubLease lease = new StubLease(track, BEGIN);
		sweep(Duration.ofMinutes(5), lease);
		assertThat(lease.aborts).isOne();
		assertThat(this.endings).hasValue(0);
		assertThat(response).isNotNull();
	}

	@Test
	void whenLeaseReclaimedByAgeIsAbandonedThenItIsNotReclaimedTwice() {
		this.detector = detector(Reclaim.AFTER, Duration.ofMinutes(5));
		CallTrack track = Tracks.of(SITE);
		StubLease lease = new StubLease(track, BEGIN);
		sweep(Duration.ofMinutes(5), lease);
		Tracks.abandon(track, this::end);
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
		this.callSites.track("GET", "/first-is-always-sampled");
		assertThat(this.callSites.track("GET", "/orders/18").callSite()).isNull();
		sweep(Duration.ofMillis(1), new StubLease(abandoned(), BEGIN));
		assertThat(this.callSites.track("GET", "/orders/19").callSite()).isNotNull();
	}

	@Test
	void whenAnUnreadResponseIsForgottenThenItIsConfirmedAndItsBuffersAreReleased() {
		CallTrack track = abandoned();
		this.detector.endsUnread(new StubLease(track, BEGIN), track, BEGIN);
		sweep(Duration.ofMillis(1));
		sweep(Duration.ofMillis(2));
		assertThat(this.told).containsExactly(LeakKind.CONFIRMED);
		assertThat(this.leaks).extracting(Leak::callSite).containsExactly(SITE);
		assertThat(this.endings).hasValue(1);
	}

	@Test
	void whenNothingIsReclaimedThenTheBuffersOfAnUnreadResponseAreReleasedAllTheSame() {
		this.detector = detector(Reclaim.OFF, null);
		CallTrack track = abandoned();
		this.detector.endsUnread(new StubLease(track, BEGIN), track, BEGIN);
		sweep(Duration.ofMillis(1));
		assertThat(this.told).containsExactly(LeakKind.CONFIRMED);
		assertThat(this.endings).hasValue(1);
	}

	@Test
	void whenNothingWasLeftOfAForgottenResponseThenItIsNoLeak() {
		CallTrack track = Tracks.abandoned(SITE, () -> false);
		this.detector.endsUnread(new StubLease(track, BEGIN), track, BEGIN);
		sweep(Duration.ofMillis(1));
		assertThat(this.told).isEmpty();
	}

	@Test
	void whenAnUnreadResponseIsReadThenItIsNoLeak() {
		CallTrack track = abandoned();
		this.detector.endsUnread(new StubLease(track, BEGIN), track, BEGIN);
		track.ended();
		sweep(Duration.ofMillis(1));
		assertThat(this.told).isEmpty();
		assertThat(this.endings).hasValue(0);
	}

	@Test
	void whenAnUnreadResponseIsHeldThenNothingIsToldHoweverLongThatLasts() {
		Object response = new Object();
		CallTrack track = Tracks.of(SITE);
		track.heldBy(response, this::end);
		System.gc();
		this.detector.endsUnread(new StubLease(track, BEGIN), track, BEGIN);
		sweep(Duration.ofDays(1));
		assertThat(this.told).isEmpty();
		assertThat(response).isNotNull();
	}

	@Test
	void whenAnUnreadResponseIsForgottenThenItIsToldForHowLongItHadItsConnection() {
		CallTrack track = abandoned();
		this.detector.endsUnread(new StubLease(track, BEGIN), track, BEGIN + Duration.ofMillis(5).toNanos());
		sweep(Duration.ofHours(1));
		assertThat(this.leaks).extracting(Leak::heldNanos).containsExactly(Duration.ofMillis(5).toNanos());
	}

	@Test
	void whenASuspectedLeaseEndsUnreadThenTheLeaseWasSlow(CapturedOutput output) {
		CallTrack track = Tracks.of(SITE);
		track.heldBy(this, this::end);
		StubLease lease = new StubLease(track, BEGIN);
		sweep(Duration.ofSeconds(60), lease);
		this.detector.endsUnread(lease, track, BEGIN + Duration.ofSeconds(65).toNanos());
		sweep(Duration.ofSeconds(65));
		assertThat(output.getOut()).containsOnlyOnce("was returned after 65 s");
	}

	@Test
	void whenALeaseThatWasConfirmedEndsUnreadThenItIsToldOnce() {
		this.detector = detector(Reclaim.OFF, null);
		CallTrack track = abandoned();
		StubLease lease = new StubLease(track, BEGIN);
		sweep(Duration.ofMillis(1), lease);
		this.detector.endsUnread(lease, track, BEGIN);
		sweep(Duration.ofMillis(2));
		assertThat(this.told).containsExactly(LeakKind.CONFIRMED);
		assertThat(this.endings).hasValue(1);
	}

	private boolean end() {
		return this.endings.incrementAndGet() > 0;
	}

	private CallTrack abandoned() {
		return Tracks.abandoned(SITE, this::end);
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
