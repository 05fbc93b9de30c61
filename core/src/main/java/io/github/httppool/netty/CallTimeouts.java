package io.github.httppool.netty;

import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CallPhase;
import io.github.httppool.CallTimeoutException;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.call.Call;
import io.github.httppool.call.Deadline;
import io.github.httppool.call.TimeLimit;
import org.jspecify.annotations.Nullable;

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
			case RESPONSE -> noResponse(lease.call(), host, timeouts);
			case READ_IDLE -> "no data from %s for %d ms (timeouts.read-idle) in the middle of a response"
				.formatted(host, timeouts.readIdle().toMillis());
			case WRITE_IDLE -> "%s took nothing of the request for %d ms (timeouts.write-idle)".formatted(host,
					timeouts.writeIdle().toMillis());
			case TOTAL -> notOver(lease.call(), lease.call().total(), host);
			case AROUND -> notOver(lease.call(), lease.call().around(), host);
		};
	}

	/**
	 * A response that has begun and is not the caller's sends the call elsewhere.
	 */
	private static String noResponse(Call call, String host, HttpPoolSettings.Timeouts timeouts) {
		TimeLimit own = call.responseLimit();
		long millis = ((own != null) ? own.time() : timeouts.response()).toMillis();
		String source = (own != null) ? own.source() : "timeouts.response";
		if (call.phase() == CallPhase.RECEIVING) {
			return "%s did not end its redirect within %d ms (%s)".formatted(host, millis, source);
		}
		String limit = "no response from %s within %d ms".formatted(host, millis);
		return (own != null) ? "%s (%s)".formatted(limit, source) : limit;
	}

	private static String notOver(Call call, @Nullable Deadline passed, String host) {
		return notOver(call, passed, host, "it " + WAITING_FOR.getOrDefault(call.phase(), "had just ended"));
	}

	private static String notOver(Call call, @Nullable Deadline passed, String host, String why) {
		Deadline deadline = Objects.requireNonNull(passed);
		return "the call to %s was not over within %d ms (%s): %s".formatted(host, deadline.limit().toMillis(),
				source(deadline, call), why);
	}

	/**
	 * A deadline of several calls began to count before the call.
	 */
	private static String source(Deadline deadline, Call call) {
		long before = TimeUnit.NANOSECONDS.toMillis(deadline.nanosSetBefore(call.start()));
		return (before > 0) ? "%s, set %d ms before the call".formatted(deadline.source(), before) : deadline.source();
	}

	/**
	 * Makes the exception of a call that waits for a connection.
	 * @param call the call, whose deadline has passed
	 * @param host host and port
	 * @param pool its pool
	 * @param refusal what the pool says of that
	 */
	static CallTimeoutException queued(Call call, String host, ReactorHttpPool pool, AcquireTimeoutException refusal) {
		return new CallTimeoutException("%s: %s".formatted(notOver(call, call.deadline(), host), refusal.getMessage()),
				refusal.snapshot(), call.phase(), call.phases(pool.now()), refusal);
	}

	/**
	 * Makes the exception of a call whose deadline has passed before it asks for a
	 * connection, its first or the next one.
	 * @param call the call
	 * @param remote the remote host
	 * @param pool its pool
	 */
	static CallTimeoutException unsent(Call call, SocketAddress remote, ReactorHttpPool pool) {
		String what = notOver(call, call.deadline(), Addresses.literal(remote), "no time was left to send its request");
		Map<CallPhase, Duration> phases = call.phases(pool.now());
		return new CallTimeoutException("%s (pool '%s')%s".formatted(what, pool.name(), describe(phases)),
				pool.engine().snapshot(remote), call.phase(), phases, Frameless.of(new SocketTimeoutException(what)));
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
