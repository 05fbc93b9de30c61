package io.github.httppool.netty;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import javax.net.ssl.SSLException;

import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CallFlag;
import io.github.httppool.CallOutcome;
import io.github.httppool.CallPhase;
import io.github.httppool.CallTimeoutException;
import io.github.httppool.CloseReason;
import io.github.httppool.Diagnosis;
import io.github.httppool.FileDescriptorsExhaustedException;
import io.github.httppool.HttpPoolException;
import io.github.httppool.PoolClosedException;
import io.github.httppool.call.Call;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.timeout.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a call went wrong with. Why its connection was closed is known where it
 * happened, and counts for more than the exception, which may be anybody's.
 */
final class CallBlame {

	private static final int SERVER_ERROR = 500;

	private CallBlame() {
	}

	/**
	 * Returns what a call went wrong with.
	 * @param call the call
	 * @param outcome how it has ended
	 * @param lease what it had in its last attempt, {@code null} if that got no
	 * connection
	 * @param error what it failed with, if that is known
	 */
	static CallFlag of(Call call, CallOutcome outcome, @Nullable LeasedConnection lease, @Nullable Throwable error) {
		if (call.isLeaked()) {
			return CallFlag.LEAKED;
		}
		return switch (outcome) {
			case COMPLETED -> (lease != null && lease.status() >= SERVER_ERROR) ? CallFlag.SERVER : CallFlag.OK;
			case CANCELLED -> CallFlag.CANCELLED;
			case FAILED -> (lease != null) ? withConnection(lease, error) : withoutConnection(error);
		};
	}

	private static CallFlag withoutConnection(@Nullable Throwable error) {
		if (error instanceof CallTimeoutException overdue) {
			return (overdue.getCause() instanceof AcquireTimeoutException) ? waiting(overdue) : CallFlag.TIMEOUT;
		}
		if (error instanceof FileDescriptorsExhaustedException) {
			return CallFlag.DIAL;
		}
		if (error instanceof PoolClosedException) {
			return CallFlag.QUEUE;
		}
		if (error instanceof HttpPoolException refusal) {
			return waiting(refusal);
		}
		return (error instanceof IOException) ? CallFlag.DIAL : CallFlag.CLIENT;
	}

	/**
	 * A call that waits for a connection may wait for one that is being opened for it.
	 */
	private static CallFlag waiting(HttpPoolException refusal) {
		Map<CallPhase, Duration> phases = refusal.phases();
		long dialing = nanos(phases, CallPhase.CONNECTING) + nanos(phases, CallPhase.DNS) + nanos(phases, CallPhase.TCP)
				+ nanos(phases, CallPhase.TLS);
		boolean unreachable = refusal.diagnosis() == Diagnosis.CONNECT_FAILING;
		return (unreachable || dialing > nanos(phases, CallPhase.QUEUED)) ? CallFlag.DIAL : CallFlag.QUEUE;
	}

	private static long nanos(Map<CallPhase, Duration> phases, CallPhase phase) {
		return phases.getOrDefault(phase, Duration.ZERO).toNanos();
	}

	private static CallFlag withConnection(LeasedConnection lease, @Nullable Throwable error) {
		CloseReason reason = lease.closeReason();
		if (reason == null) {
			// A close for which nobody has noted a reason yet is the server's.
			return lease.channel().isActive() ? byError(lease, error) : CallFlag.RESET;
		}
		return switch (reason) {
			case SERVER_CLOSED_IDLE, SERVER_CLOSED_BEFORE_RESPONSE, SERVER_CLOSED_MID_RESPONSE -> CallFlag.RESET;
			case TIMEOUT -> CallFlag.TIMEOUT;
			case LEAK_RECLAIMED -> CallFlag.LEAKED;
			case ABORTED, DRAINED, EVICTED, SHRUNK, STOLEN -> CallFlag.CANCELLED;
			// The call has failed on this side, and has given its connection up.
			case CLIENT_CANCELLED -> lease.isAnsweredBadly() ? CallFlag.SERVER : CallFlag.CLIENT;
			case ERROR, NOT_PERSISTENT, IDLE_TIMEOUT, MAX_LIFETIME, MAX_REQUESTS, KEEP_ALIVE_HINT, KEEP_ALIVE_LEARNED ->
				byError(lease, error);
		};
	}

	private static CallFlag byError(LeasedConnection lease, @Nullable Throwable error) {
		if (lease.isAnsweredBadly() || error instanceof DecompressionException) {
			return CallFlag.SERVER;
		}
		if (error instanceof CallTimeoutException || error instanceof TimeoutException) {
			return CallFlag.TIMEOUT;
		}
		boolean lost = error instanceof SSLException
				|| (error != null && (ConnectionLoss.is(error) || isLost(error.getCause())));
		return lost ? CallFlag.RESET : CallFlag.CLIENT;
	}

	private static boolean isLost(@Nullable Throwable cause) {
		return cause != null && ConnectionLoss.is(cause);
	}

}
