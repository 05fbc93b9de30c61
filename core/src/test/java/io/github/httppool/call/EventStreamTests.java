package io.github.httppool.call;

import java.util.List;

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

	@ParameterizedTest
	@ValueSource(strings = { "text/event-stream", "text/event-stream;q=0.9, application/x-ndjson" })
	void whenEveryAcceptedTypeIsOneOfEventsThenNothingElseIsAccepted(String accept) {
		assertThat(EventStream.isOnlyAccepted(List.of(accept))).isTrue();
		assertThat(EventStream.isOnlyAccepted(List.of(accept, accept))).isTrue();
		assertThat(EventStream.isOnlyAccepted(List.of(accept, "*/*"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "*/*", "application/json, text/event-stream", "text/event-stream, */*;q=0.1",
			"text/event-stream," })
	void whenAnotherTypeIsAcceptedThenItMayCome(String accept) {
		assertThat(EventStream.isOnlyAccepted(List.of(accept))).isFalse();
	}

	@Test
	void whenNothingIsSaidThenAnythingIsAccepted() {
		assertThat(EventStream.isOnlyAccepted(null)).isFalse();
		assertThat(EventStream.isOnlyAccepted(List.of())).isFalse();
	}

	@Test
	void whenThereIsNoTypeThenItIsNone() {
		assertThat(EventStream.is(null)).isFalse();
	}

}
