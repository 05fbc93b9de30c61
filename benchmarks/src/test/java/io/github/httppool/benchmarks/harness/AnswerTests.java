package io.github.httppool.benchmarks.harness;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class AnswerTests {

	@Test
	void hasAsManyBytesAsAskedFor() {
		Answer answer = Answer.ofBytes(9700);
		assertThat(answer.bytes()).isEqualTo(9700);
		assertThat(answer.text().getBytes(StandardCharsets.UTF_8)).hasSize(9700);
		assertThat(answer.text()).startsWith("{\"id\":").endsWith("x\"}");
	}

	@Test
	void cannotBeShorterThanItsEnvelope() {
		assertThat(Answer.ofBytes(27).text()).isEqualTo("{\"id\":1234567890,\"name\":\"\"}");
		assertThatIllegalArgumentException().isThrownBy(() -> Answer.ofBytes(26));
	}

	@Test
	void tellsWhatIsNotTheAnswer() {
		Answer answer = Answer.ofBytes(180);
		answer.check(answer.text());
		assertThatIllegalStateException().isThrownBy(() -> answer.check(null));
		assertThatIllegalStateException().isThrownBy(() -> answer.check("y".repeat(180)));
	}

}
