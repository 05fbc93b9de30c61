package io.github.httppool.benchmarks.load;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.httppool.benchmarks.harness.Latencies;
import io.github.httppool.benchmarks.load.Measurement.Figure;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MeasurementTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	@Test
	void figuresArePerCall() {
		Measurement measurement = Measurement.of(calls(), new CpuCost(SECOND / 2, SECOND / 10, 2_000_000),
				new LoopTimes(Map.of("a", 30L, "b", 20L)), false);
		assertThat(measurement.get(Figure.RATE)).isEqualTo(2000);
		assertThat(measurement.get(Figure.CPU)).isEqualTo(100);
		assertThat(measurement.get(Figure.BYTES)).isEqualTo(2000);
		assertThat(measurement.get(Figure.P50)).isCloseTo(500, within(1.0));
		assertThat(measurement.get(Figure.P99)).isCloseTo(990, within(1.0));
		assertThat(measurement.get(Figure.P999)).isCloseTo(999, within(1.0));
		assertThat(measurement.get(Figure.LOOPS)).isEqualTo(1.5);
	}

	@Test
	void anotherProcessReadsWhatThisOneWrites() {
		Measurement measurement = Measurement.of(calls(), new CpuCost(SECOND, SECOND / 3, Double.NaN), LoopTimes.NONE,
				true);
		assertThat(Measurement.parse(measurement.toString())).isEqualTo(measurement);
	}

	@Test
	void whatIsNotThereIsNotPrinted() {
		assertThat(Figure.BYTES.format(Double.NaN)).isEqualTo("-");
	}

	/** 1,000 calls that took 1 to 1,000 microseconds. */
	private static Calls calls() {
		Histogram latencies = Latencies.histogram();
		for (int micros = 1; micros <= 1000; micros++) {
			latencies.recordValue(TimeUnit.MICROSECONDS.toNanos(micros));
		}
		return Calls.of(latencies);
	}

}
