package io.github.httppool.netty;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CallPhase;
import io.github.httppool.CallTimeoutException;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.call.Call;
import io.github.httppool.call.Deadline;

/**
 * Puts into words which limit a call has run into, and what it was waiting for.
 */
final class CallTimeouts {

	private static final Map<CallPhase, String> WAITING_FOR = Map.of(CallPhase.QUEUED, "was waiting for a connection",
			CallPhase.CONNECTING, "was connecting", CallPhase.SENDING, "was sending its request", CallPhase.WAITING,
			"was waiting for its response", CallPhase.RECEIVING, "was receiving its response");

	private CallTimeouts() {
	}

	/**
	 * Makes the exception of a call that has a connection.
	 * @param limit what has passed
	 * @param lease what the call has
	 * @param pool its pool
	 * @param name names the call
	 * @param lateNanos by how much the event loop was late to notice
	 */
	static CallTimeoutException passed(CallLimit limit, LeasedConnection lease, ReactorHttpPool pool, String name,
			long lateNanos) {
		String what = what(limit, lease, pool.settings().timeouts());
		Call call = lease.call();
		Map<CallPhase, Duration> phases = call.phases(pool.now());
		return new CallTimeoutException(
				"%s: %s%s%s".formatted(what, name, describe(phases), EventLoopDelay.describe(lateNanos)),
				pool.engine().snapshot(lease.entry()), call.phase(), phases,
				Frameless.of(new SocketTimeoutException(what)));
	}

	private static String what(CallLimit limit, LeasedConnection lease, HttpPoolSettings.Timeouts timeouts) {
		String host = lease.host();
		return switch (limit) {
			case RESPONSE -> noResponse(lease.call(), host, timeouts.response().toMillis());
			case READ_IDLE -> "no data from %s for %d ms (timeouts.read-idle) in the middle of a response"
				.formatted(host, timeouts.readIdle().toMillis());
			case WRITE_IDLE -> "%s took nothing of the request for %d ms (timeouts.write-idle)".formatted(host,
					timeouts.writeIdle().toMillis());
			case TOTAL -> total(lease.call(), host);
		};
	}

	/**
	 * A response that has begun and is not the caller's sends the call elsewhere.
	 */
	private static String noResponse(Call call, String host, long millis) {
		return (call.phase() == CallPhase.RECEIVING)
				? "%s did not end its redirect within %d ms (timeouts.response)".formatted(host, millis)
				: "no response from %s within %d ms".formatted(host, millis);
	}

	private static String total(Call call, String host) {
		Deadline deadline = Objects.requireNonNull(call.deadline());
		return "the call to %s was not over within %d ms (%s): it %s".formatted(host, deadline.limit().toMillis(),
				deadline.source(), WAITING_FOR.getOrDefault(call.phase(), "had just ended"));
	}

	/**
	 * Makes the exception of a call that waits for a connection.
	 * @param call the call, whose deadline has passed
	 * @param host host and port
	 * @param pool its pool
	 * @param refusal what the pool says of that
	 */
	static CallTimeoutException queued(Call call, String host, ReactorHttpPool pool, AcquireTimeoutException refusal) {
		return new CallTimeoutException("%s: %s".formatted(total(call, host), refusal.getMessage()), refusal.snapshot(),
				call.phase(), call.phases(pool.now()), refusal);
	}

	private static String describe(Map<CallPhase, Duration> phases) {
		return phases.isEmpty() ? ""
				: phases.entrySet()
					.stream()
					.map((phase) -> "%s %d ms".formatted(phase.getKey().name().toLowerCase(Locale.ROOT),
							phase.getValue().toMillis()))
					.collect(Collectors.joining(", ", "; ", ""));
	}

}
