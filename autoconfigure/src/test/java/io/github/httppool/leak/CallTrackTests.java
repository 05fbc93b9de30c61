package io.github.httppool.leak;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A call, followed.
 */
class CallTrackTests {

	private final CallTrack track = new CallTrack("GET", "http://orders.example/orders/17?key=secret", null);

	@Test
	void whenResponseHasNotComeThenCallIsNotAbandoned() {
		assertThat(this.track.isAbandoned()).isFalse();
	}

	@Test
	void whenResponseIsReachableThenCallIsNotAbandoned() {
		Object response = new Object();
		this.track.heldBy(response, () -> {
		});
		System.gc();
		assertThat(this.track.isAbandoned()).isFalse();
		assertThat(response).isNotNull();
	}

	@Test
	void whenResponseIsForgottenThenCallIsAbandonedAndCanBeEnded() {
		boolean[] ended = { false };
		Tracks.abandon(this.track, () -> ended[0] = true);
		this.track.end();
		assertThat(ended[0]).isTrue();
	}

	@Test
	void whenAnotherResponseIsHeldThenTheForgottenOneNoLongerCounts() {
		Tracks.abandon(this.track, () -> {
		});
		Object response = new Object();
		this.track.heldBy(response, () -> {
		});
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
