package io.github.httppool.events;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.github.httppool.PoolEvent;
import io.github.httppool.PoolEventKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which events give way when others come.
 */
class EventBufferTests {

	private static final Instant BEGIN = Instant.parse("2026-11-30T01:02:03Z");

	@Test
	void theKindWithMostPlacesGivesUpItsOldest() {
		int capacity = 20;
		EventBuffer buffer = new EventBuffer(capacity);
		Map<String, Deque<String>> expected = new HashMap<>();
		Random random = new Random(42);
		for (int i = 0; i < 5000; i++) {
			String host = "host" + (int) Math.abs(random.nextGaussian() * 8);
			String text = host + " " + i;
			int longestBefore = longest(expected);
			buffer.add(key(host), event(text), 0);
			expected.computeIfAbsent(host, (absent) -> new ArrayDeque<>()).add(text);
			List<String> kept = texts(buffer);
			for (Deque<String> line : expected.values()) {
				if (!kept.contains(line.peek())) {
					assertThat(line.size()).isGreaterThanOrEqualTo(longestBefore);
					line.remove();
				}
			}
			expected.values().removeIf(Deque::isEmpty);
			assertThat(kept).hasSize(Math.min(i + 1, capacity))
				.containsExactlyInAnyOrderElementsOf(expected.values().stream().flatMap(Deque::stream).toList());
		}
	}

	private static int longest(Map<String, Deque<String>> lines) {
		return lines.values().stream().mapToInt(Deque::size).max().orElse(0);
	}

	@Test
	void whatWasCountedWithAnEventThatGivesWayCountsWithTheNext() {
		EventBuffer buffer = new EventBuffer(4);
		for (int i = 0; i < 10; i++) {
			buffer.addOrCount(key("dead"), BEGIN.plusMillis(i), i, () -> event("dead"));
		}
		assertThat(more(buffer)).isEqualTo(6);
		for (int i = 0; i < 6; i++) {
			long now = TimeUnit.SECONDS.toNanos(10L << i);
			buffer.addOrCount(key("dead"), BEGIN.plusNanos(now), now, () -> event("later"));
		}
		assertThat(texts(buffer)).hasSize(4).doesNotContain("dead; 6 more like it until 2026-11-30T01:02:03.009Z");
		assertThat(more(buffer)).isEqualTo(6);
	}

	private static long more(EventBuffer buffer) {
		return events(buffer).stream().mapToLong(PoolEvent::more).sum();
	}

	private static List<String> texts(EventBuffer buffer) {
		return events(buffer).stream().map(PoolEvent::text).toList();
	}

	private static List<PoolEvent> events(EventBuffer buffer) {
		List<PoolEvent> events = new ArrayList<>();
		buffer.addTo("default", events);
		return events;
	}

	private static EventKey key(String host) {
		return new EventKey("default", host, PoolEventKind.DIAL_FAILED, null);
	}

	private static PoolEvent event(String text) {
		return new EventDraft(BEGIN, "default", PoolEventKind.DIAL_FAILED).text(text);
	}

}
