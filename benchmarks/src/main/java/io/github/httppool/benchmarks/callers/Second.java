package io.github.httppool.benchmarks.callers;

import io.github.httppool.benchmarks.harness.DueCalls;

/**
 * One second of a run: the calls that were due in it, and what the client held at its
 * end.
 *
 * @param number how many seconds were before
 * @param callers how many there were
 * @param calls how many calls were due
 * @param errors how many of them were not answered
 * @param p50Millis median of their latencies
 * @param p99Millis 99th percentile of their latencies; of fewer than 100 calls, the
 * highest
 * @param maxMillis the highest latency
 * @param holdings what the client held
 * @param quiet whether other processes were
 */
public record Second(int number, int callers, long calls, long errors, double p50Millis, double p99Millis,
		double maxMillis, Holdings holdings, boolean quiet) {

	/** Titles of the columns of {@link #toCsv}. */
	public static final String CSV_HEADER = "second,callers,calls,errors,p50_ms,p99_ms,max_ms," + Holdings.CSV_HEADER
			+ ",quiet";

	static Second of(int number, int callers, DueCalls calls, Holdings holdings, boolean quiet) {
		return new Second(number, callers, calls.made(), calls.errors(), calls.latencyNanos(50) / 1e6,
				calls.latencyNanos(99) / 1e6, calls.latencyNanos(100) / 1e6, holdings, quiet);
	}

	/**
	 * Reads what {@link #toCsv} wrote.
	 */
	static Second parse(String csv) {
		String[] columns = csv.split(",");
		return new Second(Integer.parseInt(columns[0]), Integer.parseInt(columns[1]), Long.parseLong(columns[2]),
				Long.parseLong(columns[3]), Double.parseDouble(columns[4]), Double.parseDouble(columns[5]),
				Double.parseDouble(columns[6]), Holdings.parse(columns, 7), Boolean.parseBoolean(columns[11]));
	}

	public String toCsv() {
		return "%d,%d,%d,%d,%.3f,%.3f,%.3f,%s,%s".formatted(this.number, this.callers, this.calls, this.errors,
				this.p50Millis, this.p99Millis, this.maxMillis, this.holdings.toCsv(), this.quiet);
	}

}
