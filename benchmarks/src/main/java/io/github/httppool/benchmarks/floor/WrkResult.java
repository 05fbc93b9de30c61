package io.github.httppool.benchmarks.floor;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.httppool.benchmarks.harness.Latencies;
import org.HdrHistogram.Histogram;

/**
 * What {@link Wrk} measured.
 *
 * @param requests how many were answered
 * @param latencies in nanoseconds. There are more of them than requests: after a long
 * one, wrk adds those of the requests that could not be made meanwhile
 */
public record WrkResult(long requests, Histogram latencies) {

	/**
	 * Reads what the script has printed.
	 * @param output the output of wrk, which begins with lines for people
	 * @return the result
	 * @throws IOException if requests failed, or there is no result
	 */
	static WrkResult parse(List<String> output) throws IOException {
		long requests = 0;
		Histogram latencies = Latencies.histogram();
		for (String line : output) {
			String[] words = line.split(" ");
			switch (words[0]) {
				case "requests" -> requests = Long.parseLong(words[1]);
				case "errors" -> checkErrors(Long.parseLong(words[1]), line);
				case "latency" -> latencies.recordValueWithCount(
						TimeUnit.MICROSECONDS.toNanos(Long.parseLong(words[1])), Long.parseLong(words[2]));
				default -> {
					// for people
				}
			}
		}
		if (requests == 0) {
			throw new IOException("wrk has measured nothing: " + output);
		}
		return new WrkResult(requests, latencies);
	}

	private static void checkErrors(long errors, String line) throws IOException {
		if (errors > 0) {
			throw new IOException("%d requests of wrk failed: %s".formatted(errors, line));
		}
	}

}
