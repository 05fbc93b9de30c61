package io.github.httppool.netty;

import java.util.concurrent.TimeUnit;

import io.github.httppool.call.Call;
import io.github.httppool.call.Deadline;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The header by which a server hears how much time a call has left when its request is
 * sent, so that it can give up what nobody waits for any more.
 */
final class DeadlineHeader {

	private final AsciiString name;

	private DeadlineHeader(String name) {
		this.name = AsciiString.cached(name);
	}

	/**
	 * Returns the header of a pool.
	 * @param name its name, if there is one
	 */
	static @Nullable DeadlineHeader named(@Nullable String name) {
		return (name != null) ? new DeadlineHeader(name) : null;
	}

	/**
	 * Adds the time left, in milliseconds, unless the application has set the header or
	 * the call has no deadline.
	 */
	void addTo(HttpHeaders headers, Call call, long now) {
		Deadline deadline = call.deadline();
		if (deadline != null && !headers.contains(this.name)) {
			long left = Math.max(0, deadline.at() - now);
			headers.set(this.name, Long.toString(TimeUnit.NANOSECONDS.toMillis(left)));
		}
	}

}
