package io.github.httppool.leak;

import io.github.httppool.LeakKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a person reads of leaks.
 */
class LeakLogMessageTests {

	private static final String SITE = "com.acme.OrderClient.find(OrderClient.java:42)";

	private final LeakCounts counts = new LeakCounts();

	@Test
	void whenThereAreLeaksThenTheLineTellsHowManyAndWhatToDo() {
		add(97, LeakKind.CONFIRMED, LeakKind.RECLAIMED);
		assertThat(text(" in the last 60 s"))
			.isEqualTo("97 leaks from com.acme.OrderClient.find(OrderClient.java:42) in the last 60 s"
					+ " (pool 'default', GET /orders/{id}): responses that were never closed; 97 connections taken back."
					+ " Did you forget to close a response or to subscribe to its body?");
	}

	@Test
	void whenThereIsOneLeakThenTheLineIsInTheSingular() {
		add(1, LeakKind.CONFIRMED, LeakKind.RECLAIMED);
		assertThat(text("")).startsWith("1 leak from " + SITE
				+ " (pool 'default', GET /orders/{id}): a response that was never closed; 1 connection taken back. Did");
	}

	@Test
	void whenNothingIsTakenBackThenTheLineSaysSo() {
		add(2, LeakKind.CONFIRMED);
		assertThat(text("")).contains("responses that were never closed. Did you");
	}

	@Test
	void whenSomeWereSuspectedBeforeThenOnlyLeaksAreTold() {
		add(5, LeakKind.SUSPECTED);
		add(2, LeakKind.CONFIRMED, LeakKind.RECLAIMED);
		assertThat(text("")).startsWith("2 leaks from ").contains("; 2 connections taken back.");
	}

	@Test
	void whenCallsWereTooOldThenTheLineNamesTheProperty() {
		add(3, LeakKind.RECLAIMED);
		assertThat(text("")).isEqualTo("3 connections taken back from " + SITE
				+ " (pool 'default', GET /orders/{id}): their calls were older than leak-detection.reclaim-after");
	}

	@Test
	void whenOneCallWasTooOldThenTheLineIsInTheSingular() {
		add(1, LeakKind.RECLAIMED);
		assertThat(text("")).startsWith("1 connection taken back from ").contains(": its call was older than ");
	}

	@Test
	void whenCallsAreSuspectedThenTheLineSaysThatTheyMayBeSlow() {
		add(3, LeakKind.SUSPECTED);
		assertThat(text("")).isEqualTo("3 calls from " + SITE
				+ " (pool 'default', GET /orders/{id}) have had their connections for longer than leak-detection.threshold:"
				+ " slow, or responses that are never closed");
	}

	@Test
	void whenOneCallIsSuspectedThenTheLineIsInTheSingular() {
		add(1, LeakKind.SUSPECTED);
		assertThat(text("")).startsWith("1 call from ")
			.contains(" has had its connection for longer than ")
			.endsWith("slow, or a response that is never closed");
	}

	private void add(int times, LeakKind... kinds) {
		for (int i = 0; i < times; i++) {
			this.counts.add(kinds);
		}
	}

	private String text(String period) {
		return new LeakLogMessage(this.counts, SITE, period, "pool 'default', GET /orders/{id}").text();
	}

}
