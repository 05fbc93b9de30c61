package io.github.httppool.leak;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A call, followed.
 */
class CallTrackTests {

	private static final Ending NOTHING_LEFT = () -> false;

	private final CallTrack track = new CallTrack("GET", "http://orders.example/orders/17?key=secret", null);

	@Test
	void whenResponseHasNotComeThenCallIsNotAbandoned() {
		assertThat(this.track.isAbandoned()).isFalse();
	}

	@Test
	void whenResponseIsReachableThenCallIsNotAbandoned() {
		Object response = new Object();
		this.track.heldBy(response, NOTHING_LEFT);
		System.gc();
		assertThat(this.track.isAbandoned()).isFalse();
		assertThat(response).isNotNull();
	}

	@Test
	void whenResponseIsForgottenThenCallIsAbandonedAndCanBeEnded() {
		Tracks.abandon(this.track, () -> true);
		assertThat(this.track.end()).isTrue();
	}

	@Test
	void whenItsResponseIsThereUntilItHasEndedThenItIsHeld() {
		assertThat(this.track.isHeld()).isFalse();
		this.track.heldBy(this, NOTHING_LEFT);
		assertThat(this.track.isHeld()).isTrue();
		this.track.ended();
		assertThat(this.track.isHeld()).isFalse();
		assertThat(this.track.end()).isFalse();
	}

	@Test
	void whenItEndsThenWhoWaitsForThatHearsOfIt() {
		AtomicInteger heard = new AtomicInteger();
		this.track.heldBy(this, NOTHING_LEFT);
		this.track.whenEnded(heard::incrementAndGet);
		assertThat(heard).hasValue(0);
		this.track.ended();
		assertThat(heard).hasValue(1);
	}

	@Test
	void whenItHasEndedThenWhoWaitsForThatHearsOfItAtOnce() {
		AtomicInteger heard = new AtomicInteger();
		this.track.whenEnded(heard::incrementAndGet);
		assertThat(heard).hasValue(1);
	}

	@Test
	void whenNothingTellsWhereItWasMadeThenThereIsNoCallSite() {
		assertThat(this.track.callSite()).isNull();
	}

	@Test
	void whenAnHttpInterfaceMadeItThenItsMethodIsTheCallSite() throws NoSuchMethodException {
		this.track.madeBy(Comparable.class.getMethod("compareTo", Object.class));
		assertThat(this.track.callSite()).isEqualTo("java.lang.Comparable.compareTo");
	}

	@Test
	void whenTheStackTellsMoreThanTheHttpInterfaceThenThatIsTheCallSite() throws NoSuchMethodException {
		CallTrack recorded = Tracks.of("com.acme.OrderClient.find(OrderClient.java:42)");
		recorded.madeBy(Comparable.class.getMethod("compareTo", Object.class));
		assertThat(recorded.callSite()).isEqualTo("com.acme.OrderClient.find(OrderClient.java:42)");
	}

	@Test
	void whenTheStackTellsNothingThenTheHttpInterfaceDoes() throws NoSuchMethodException {
		CallTrack recorded = new CallTrack("GET", "/orders", () -> null);
		recorded.madeBy(Comparable.class.getMethod("compareTo", Object.class));
		assertThat(recorded.callSite()).isEqualTo("java.lang.Comparable.compareTo");
	}

	@Test
	void whenAnotherResponseIsHeldThenTheForgottenOneNoLongerCounts() {
		Tracks.abandon(this.track, NOTHING_LEFT);
		Object response = new Object();
		this.track.heldBy(response, NOTHING_LEFT);
		assertThat(this.track.isAbandoned()).isFalse();
		assertThat(response).isNotNull();
	}

	@Test
	void whenThereIsNoTemplateThenCallIsNamedByItsPath() {
		assertThat(this.track.template()).isEqualTo("GET /orders/17");
	}

	@Test
	void whenTemplateTurnsOutThenCallIsNamedByIt() {
		this.track.expandedFrom("http://orders.example/orders/{id}?key=secret");
		assertThat(this.track.template()).isEqualTo("GET /orders/{id}");
	}

}
