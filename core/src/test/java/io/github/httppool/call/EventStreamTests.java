package io.github.httppool.call;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventStream}.
 */
class EventStreamTests {

	@ParameterizedTest
	@ValueSource(strings = { "text/event-stream", "text/event-stream;charset=UTF-8",
			"Text/Event-Stream ; charset=utf-8", "application/x-ndjson", "APPLICATION/X-NDJSON" })
	void whenTheTypeIsOneOfEventsThenItIsAnEventStream(String contentType) {
		assertThat(EventStream.is(contentType)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ";", "text/plain", "application/json", "text/event-stream-2",
			"text/plain; a=text/event-stream" })
	void whenTheTypeIsAnotherThenItIsNone(String contentType) {
		assertThat(EventStream.is(contentType)).isFalse();
	}

	@Test
	void whenThereIsNoTypeThenItIsNone() {
		assertThat(EventStream.is(null)).isFalse();
	}

}
