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
import io.github.httppool.Diagnosis;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.call.Call;
import io.github.httppool.call.Deadline;
import io.github.httppool.call.TimeLimit;
import io.github.httppool.pool.UsualLease;
import org.jspecify.annotations.Nullable;

/**
 * Puts into words which limit a call has run into, and what it was waiting for.
 */
final class CallTimeouts {

	/** An event loop that was late for a larger part of the time may explain it. */
	private static final int LATE = 4;

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
		long now = pool.now();
		Map<CallPhase, Duration> phases = call.phases(now);
		UsualLease usual = pool.engine().usualLease(lease.entry());
		long awaited = awaitedServer(limit, call, pool.settings().timeouts(), now);
		boolean slow = lateNanos < awaited / LATE && usual.isFarExceededBy(awaited);
		Diagnosis diagnosis = slow ? Diagnosis.SLOW_UPSTREAM : Diagnosis.NONE;
		return new CallTimeoutException(
				"%s: %s%s%s%s".formatted(what, name, describe(phases), EventLoopDelay.describe(lateNanos),
						describe(diagnosis, lease.host(), usual)),
				pool.engine().snapshot(lease.entry()), diagnosis, call.phase(), phases,
				Frameless.of(new SocketTimeoutException(what)));
	}

	/**
	 * Returns how long the server at least was waited for, and nobody else: a call may
	 * have spent most of its time in the queue, or with its consumer.
	 */
	private static long awaitedServer(CallLimit limit, Call call, HttpPoolSettings.Timeouts timeouts, long now) {
		return switch (limit) {
			case RESPONSE -> responseLimit(call, timeouts).toNanos();
			case READ_IDLE -> timeouts.readIdle().toNanos();
			case WRITE_IDLE -> timeouts.writeIdle().toNanos();
			case TOTAL, SCOPE -> switch (call.phase()) {
				case WAITING -> call.nanos(CallPhase.WAITING, now);
				case RECEIVING ->
					call.isReading() ? Math.min(now - call.readingSince(), call.nanos(CallPhase.RECEIVING, now)) : 0;
				default -> 0;
			};
		};
	}

	private static String describe(Diagnosis diagnosis, String host, UsualLease usual) {
		return (diagnosis == Diagnosis.NONE) ? ""
				: ". %s: calls to %s usually have their connection for %s.".formatted(diagnosis, host, usual);
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
			case SCOPE -> notOver(lease.call(), lease.call().around(), host);
		};
	}

	/**
	 * A response that has begun and is not the caller's sends the call elsewhere.
	 */
	private static String noResponse(Call call, String host, HttpPoolSettings.Timeouts timeouts) {
		TimeLimit own = call.responseLimit();
		long millis = responseLimit(call, timeouts).toMillis();
		String source = (own != null) ? own.source() : "timeouts.response";
		if (call.phase() == CallPhase.RECEIVING) {
			return "%s did not end its redirect within %d ms (%s)".formatted(host, millis, source);
		}
		String limit = "no response from %s within %d ms".formatted(host, millis);
		return (own != null) ? "%s (%s)".formatted(limit, source) : limit;
	}

	private static Duration responseLimit(Call call, HttpPoolSettings.Timeouts timeouts) {
		TimeLimit own = call.responseLimit();
		return (own != null) ? own.time() : timeouts.response();
	}

	private static String notOver(Call call, @Nullable Deadline passed, String host) {
		return notOver(call, passed, host, "it " + waitedFor(call.phase()));
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

	private static String waitedFor(CallPhase phase) {
		return switch (phase) {
			case QUEUED -> "was waiting for a connection";
			case CONNECTING -> "was connecting";
			case DNS -> "was resolving the name";
			case TCP -> "was opening a TCP connection";
			case TLS -> "was in the TLS handshake";
			case SENDING -> "was sending its request";
			case WAITING -> "was waiting for its response";
			case RECEIVING -> "was receiving its response";
			case PAUSED -> "was waiting to be tried again";
			case DONE -> "had just ended";
		};
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
				refusal.snapshot(), refusal.diagnosis(), call.phase(), call.phases(pool.now()), refusal);
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
