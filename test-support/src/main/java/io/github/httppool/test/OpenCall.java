package io.github.httppool.test;

import java.util.Objects;
import java.util.stream.Stream;

import io.github.httppool.ConnectionSnapshot;
import io.github.httppool.ConnectionState;
import io.github.httppool.HttpPool;
import io.github.httppool.text.Printable;

/**
 * A call that holds a connection.
 *
 * @param pool name of the pool
 * @param connection the connection
 */
record OpenCall(String pool, ConnectionSnapshot connection) {

	static Stream<OpenCall> in(HttpPool pool) {
		return pool.connections()
			.stream()
			.filter((connection) -> connection.state() == ConnectionState.ACTIVE)
			.map((connection) -> new OpenCall(pool.name(), connection));
	}

	Id id() {
		return new Id(this.connection.id(), this.connection.requests());
	}

	String describe() {
		return "%s on connection %d of pool '%s' to %s, made %s".formatted(
				Printable.line(Objects.requireNonNullElse(this.connection.request(), "a call"), Printable.MAX_LENGTH),
				this.connection.id(), this.pool, this.connection.host(), where());
	}

	private String where() {
		String callSite = this.connection.callSite();
		return (callSite != null) ? "at " + callSite
				: "somewhere (httppool.leak-detection.call-site-sampling=1 records where)";
	}

	/**
	 * Identifies a call, also among earlier and later calls on the same connection.
	 */
	record Id(long connection, long request) {
	}

}
