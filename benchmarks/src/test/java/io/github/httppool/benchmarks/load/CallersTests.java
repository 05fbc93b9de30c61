package io.github.httppool.benchmarks.load;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import io.github.httppool.benchmarks.harness.Answer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class CallersTests {

	private static final Duration SHORT = Duration.ofMillis(20);

	private final Answer answer = Answer.ofBytes(180);

	private final LongAdder calls = new LongAdder();

	@Test
	void everyCallIsCounted() {
		assertThat(blocking(this.answer.text()).call(SHORT).getTotalCount()).isPositive()
			.isEqualTo(this.calls.sumThenReset());
		assertThat(reactive(Mono.just(this.answer.text())).call(SHORT).getTotalCount()).isPositive()
			.isEqualTo(this.calls.sum());
	}

	@Test
	void aWrongAnswerFails() {
		assertThatIllegalStateException().isThrownBy(() -> blocking("other").call(SHORT))
			.havingRootCause()
			.withMessage("Wrong answer: other");
		assertThatIllegalStateException().isThrownBy(() -> reactive(Mono.just("other")).call(SHORT))
			.withMessage("Wrong answer: other");
	}

	@Test
	void noAnswerFails() {
		assertThatIllegalStateException().isThrownBy(() -> blocking(null).call(SHORT));
		assertThatIllegalStateException().isThrownBy(() -> reactive(Mono.empty()).call(SHORT));
	}

	private Callers blocking(String received) {
		return new BlockingCallers(2, counted(received), this.answer);
	}

	private Callers reactive(Mono<String> received) {
		return new ReactiveCallers(2, counted(received), this.answer);
	}

	private <T> Supplier<T> counted(T received) {
		return () -> {
			this.calls.increment();
			return received;
		};
	}

}
