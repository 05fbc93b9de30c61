package io.github.httppool.call;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a connection was opened, or was not. Times are those of {@link System#nanoTime()}.
 *
 * @param pool name of the pool
 * @param host host and port
 * @param connectionId number of the connection
 * @param begin when it began to be opened
 * @param end when it was open, or given up
 * @param intervals what took how long in between, in order and without gaps
 * @param error why there is no connection, {@code null} if there is one
 */
public record DialRecord(String pool, String host, long connectionId, long begin, long end,
		List<PhaseInterval> intervals, @Nullable Throwable error) {

}
