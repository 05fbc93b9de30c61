package io.github.httppool.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.httppool.call.Call;
import io.github.httppool.call.Streaming;
import io.github.httppool.call.TimeLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The options that an application sets on a request.
 */
class CallOptionsTests {

	private final Map<String, Object> attributes = new HashMap<>();

	@Test
	void severalCountTogether() {
		CallOptions.timeout(Duration.ofSeconds(2)).accept(this.attributes);
		CallOptions.responseTimeout(Duration.ofSeconds(1)).accept(this.attributes);
		CallOptions.maxAttempts(3).accept(this.attributes);
		assertThat(options())
			.isEqualTo(new RequestOptions(3, new TimeLimit(Duration.ofSeconds(2), "CallOptions.timeout"),
					new TimeLimit(Duration.ofSeconds(1), "CallOptions.responseTimeout"), Streaming.UNKNOWN));
	}

	@Test
	void aCallThatDeclaresItselfStreamingIsKnownAsThat() {
		CallOptions.streaming().accept(this.attributes);
		Call call = new Call("GET", "/", null, 0);
		options().applyTo(call);
		assertThat(call.streaming()).isEqualTo(Streaming.DECLARED);
	}

	@Test
	void aCallThatAcceptsOnlyEventStreamsIsKnownAsOneUntilItsResponseSaysOtherwise() {
		RequestOptions options = RequestOptions.of(this.attributes, List.of("text/event-stream"));
		assertThat(options.areNone()).isFalse();
		assertThat(options.streaming()).isEqualTo(Streaming.REQUESTED);
	}

	@Test
	void ofTheSameOneTheLastCounts() {
		CallOptions.timeout(Duration.ofSeconds(2)).accept(this.attributes);
		CallOptions.timeout(Duration.ofSeconds(5)).accept(this.attributes);
		RequestOptions options = options();
		assertThat(options.total()).isNotNull();
		assertThat(options.total().time()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void whatIsNotOursIsNoOption() {
		this.attributes.put(RequestOptions.TOTAL, "2s");
		assertThat(options()).isSameAs(RequestOptions.NONE);
	}

	@Test
	void theTimeCountsFromTheStartOfTheCall() {
		CallOptions.timeout(Duration.ofNanos(1_000_000)).accept(this.attributes);
		Call call = new Call("GET", "/", null, 100);
		options().applyTo(call);
		assertThat(call.total()).isNotNull();
		assertThat(call.total().at()).isEqualTo(1_000_100);
		assertThat(call.responseLimit()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-1S", "PT0.000999999S", "PT576H0.001S" })
	void whenATimeIsOutOfRangeThenTheErrorSaysWhatIsAllowed(Duration time) {
		assertThatIllegalArgumentException().isThrownBy(() -> CallOptions.timeout(time))
			.withMessage("CallOptions.timeout is %s, but must be from 1 ms to 24 days", time);
		assertThatIllegalArgumentException().isThrownBy(() -> CallOptions.responseTimeout(time))
			.withMessage("CallOptions.responseTimeout is %s, but must be from 1 ms to 24 days", time);
	}

	private RequestOptions options() {
		return RequestOptions.of(this.attributes, null);
	}

}
