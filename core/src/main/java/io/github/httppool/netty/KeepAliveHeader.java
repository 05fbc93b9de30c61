package io.github.httppool.netty;

import java.util.concurrent.TimeUnit;

import io.github.httppool.pool.KeepAlive;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/**
 * The headers by which client and server agree on how long a connection is kept (RFC
 * 2068, 19.7.1.1): the server says {@code Keep-Alive: timeout=5, max=100}, some do so
 * only if the request says {@code Connection: keep-alive}.
 * <p>
 * What is not a plain number says nothing. Of several values the smallest counts.
 */
final class KeepAliveHeader {

	private static final AsciiString NAME = AsciiString.cached("keep-alive");

	/** More digits than any limit needs; the number fits into a long in any unit. */
	private static final int MAX_DIGITS = 9;

	private static final long MISSING = -1;

	private KeepAliveHeader() {
	}

	/**
	 * Asks the server to tell how long it keeps the connection, unless the request says
	 * by itself what is to become of it.
	 * @param headers those of a request that is about to be sent
	 */
	static void askFor(HttpHeaders headers) {
		if (!headers.contains(HttpHeaderNames.CONNECTION)) {
			headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
		}
	}

	/**
	 * Reads what the server says. A response without the header takes nothing back.
	 * @param headers those of a response
	 * @param requests how many requests the connection has served, this one included
	 * @param keepAlive takes a note of it
	 */
	static void read(HttpHeaders headers, long requests, KeepAlive keepAlive) {
		if (headers.get(NAME) == null) {
			return;
		}
		long timeout = MISSING;
		long max = MISSING;
		for (String value : headers.getAll(NAME)) {
			timeout = smaller(timeout, parameter(value, "timeout"));
			max = smaller(max, parameter(value, "max"));
		}
		keepAlive.told((timeout != MISSING) ? TimeUnit.SECONDS.toNanos(timeout) : KeepAlive.UNKNOWN,
				(max != MISSING) ? requests + max : KeepAlive.UNKNOWN);
	}

	private static long smaller(long one, long other) {
		return (one == MISSING || other == MISSING) ? Math.max(one, other) : Math.min(one, other);
	}

	private static long parameter(String value, String name) {
		long smallest = MISSING;
		for (int begin = 0; begin < value.length();) {
			int comma = value.indexOf(',', begin);
			int end = (comma >= 0) ? comma : value.length();
			smallest = smaller(smallest, number(value, begin, end, name));
			begin = end + 1;
		}
		return smallest;
	}

	/**
	 * Returns the number if a part of the value is the parameter.
	 */
	private static long number(String value, int begin, int end, String name) {
		int equals = value.indexOf('=', begin);
		if (equals < 0 || equals >= end || !value.substring(begin, equals).strip().equalsIgnoreCase(name)) {
			return MISSING;
		}
		return number(unquoted(value.substring(equals + 1, end).strip()));
	}

	private static String unquoted(String text) {
		boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
		return quoted ? text.substring(1, text.length() - 1) : text;
	}

	private static long number(String digits) {
		if (digits.isEmpty() || digits.length() > MAX_DIGITS) {
			return MISSING;
		}
		long number = 0;
		for (int i = 0; i < digits.length(); i++) {
			char digit = digits.charAt(i);
			if (digit < '0' || digit > '9') {
				return MISSING;
			}
			number = 10 * number + (digit - '0');
		}
		return number;
	}

}
