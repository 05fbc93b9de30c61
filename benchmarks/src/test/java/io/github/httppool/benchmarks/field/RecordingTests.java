package io.github.httppool.benchmarks.field;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.httppool.benchmarks.plot.Series;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RecordingTests {

	private final List<String> phases = new ArrayList<>();

	private final Recording recording = new Recording(this.phases::add);

	@Test
	void whatIsToldIsRead() {
		tell((recorder) -> {
			recorder.phase("warm-up");
			recorder.series(new Series("sockets", List.of(new Series.Point(0.5, 3), new Series.Point(1, 4))));
			recorder.figure("rate", 12.5);
			recorder.text("diagnosis", "no\tconnection\nin time");
		});
		assertThat(this.phases).containsExactly("warm-up");
		assertThat(this.recording.series("sockets").points()).containsExactly(new Series.Point(0.5, 3),
				new Series.Point(1, 4));
		assertThat(this.recording.figure("rate")).isEqualTo(12.5);
		assertThat(this.recording.texts("diagnosis")).containsExactly("no connection in time");
		assertThat(this.recording.log()).isEmpty();
	}

	@Test
	void allElseIsTheLog() {
		tell((recorder) -> System.out.println("pool 'default' drained in 40 ms"));
		assertThat(this.recording.log()).containsExactly("pool 'default' drained in 40 ms");
	}

	@Test
	void aFigureThatIsMissingIsAnError() {
		tell((recorder) -> recorder.figure("rate", 1));
		assertThatIllegalStateException().isThrownBy(() -> this.recording.figure("latency"))
			.withMessageContaining("rate");
	}

	private void tell(Consumer<Recorder> story) {
		PrintStream console = System.out;
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
		try {
			story.accept(new Recorder());
		}
		finally {
			System.setOut(console);
		}
		output.toString(StandardCharsets.UTF_8).lines().forEach(this.recording::read);
	}

}
