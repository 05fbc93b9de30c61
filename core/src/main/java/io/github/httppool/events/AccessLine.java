package io.github.httppool.events;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

import io.github.httppool.CallPhase;
import io.github.httppool.events.EndedCall.UsedConnection;
import io.github.httppool.text.Printable;
import org.jspecify.annotations.Nullable;

/**
 * A line of the access log: {@code key=value}, always the same keys in the same order,
 * separated by a space. What is not known is {@code -}. A value that holds a space, a
 * quote, an equals sign or a backslash is quoted, with a backslash before quotes and
 * backslashes. Times are in milliseconds, with microseconds behind the point.
 */
final class AccessLine {

	private static final int TYPICAL_LENGTH = 400;

	private static final String UNKNOWN = "-";

	private final StringBuilder line = new StringBuilder(TYPICAL_LENGTH);

	private AccessLine() {
	}

	static String of(String pool, EndedCall call) {
		AccessLine line = new AccessLine();
		line.add("pool", pool);
		line.add("host", call.host());
		line.add("method", call.method());
		line.add("path", call.path());
		line.add("status", (call.status() > 0) ? Integer.toString(call.status()) : null);
		line.add("outcome", call.outcome().name().toLowerCase(Locale.ROOT));
		line.add("flag", call.flag().name().toLowerCase(Locale.ROOT));
		line.add("attempts", Integer.toString(call.attempts()));
		line.addTimes(call);
		line.addConnection(call.connection());
		line.add("error", (call.error() != null) ? call.error().getClass().getSimpleName() : null);
		return line.line.toString();
	}

	private void addTimes(EndedCall call) {
		add("total_ms", millis(call.nanos()));
		for (CallPhase phase : CallPhase.values()) {
			if (phase != CallPhase.DONE) {
				Duration lasted = call.phases().getOrDefault(phase, Duration.ZERO);
				add(phase.name().toLowerCase(Locale.ROOT) + "_ms", millis(lasted.toNanos()));
			}
		}
	}

	private void addConnection(@Nullable UsedConnection connection) {
		addNumber("connection", connection, UsedConnection::id);
		add("age_ms", (connection != null) ? millis(connection.ageNanos()) : null);
		addNumber("uses", connection, UsedConnection::uses);
		addNumber("sent_bytes", connection, UsedConnection::sentBytes);
		addNumber("received_bytes", connection, UsedConnection::receivedBytes);
	}

	private void addNumber(String key, @Nullable UsedConnection connection, ToLongFunction<UsedConnection> number) {
		add(key, (connection != null) ? Long.toString(number.applyAsLong(connection)) : null);
	}

	private void add(String key, @Nullable String value) {
		if (!this.line.isEmpty()) {
			this.line.append(' ');
		}
		this.line.append(key).append('=');
		if (value == null) {
			this.line.append(UNKNOWN);
		}
		else {
			addValue(Printable.line(value, Printable.MAX_LENGTH));
		}
	}

	private void addValue(String value) {
		if (isPlain(value)) {
			this.line.append(value);
			return;
		}
		this.line.append('"');
		for (int i = 0; i < value.length(); i++) {
			char next = value.charAt(i);
			if (next == '"' || next == '\\') {
				this.line.append('\\');
			}
			this.line.append(next);
		}
		this.line.append('"');
	}

	private static boolean isPlain(String value) {
		for (int i = 0; i < value.length(); i++) {
			char next = value.charAt(i);
			if (next == '"' || next == '\\' || next == '=' || Character.isSpaceChar(next)) {
				return false;
			}
		}
		return !value.isEmpty() && !value.equals(UNKNOWN);
	}

	/**
	 * A format would cost as much as the rest of the line.
	 */
	private static String millis(long nanos) {
		long micros = TimeUnit.NANOSECONDS.toMicros(Math.max(0, nanos));
		String rest = Long.toString(1000 + micros % 1000).substring(1);
		return micros / 1000 + "." + rest;
	}

}
