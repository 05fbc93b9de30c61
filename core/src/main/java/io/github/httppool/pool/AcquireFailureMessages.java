package io.github.httppool.pool;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.httppool.AcquireQueueFullException;
import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CallPhase;
import io.github.httppool.Diagnosis;
import io.github.httppool.FileDescriptorsExhaustedException;
import io.github.httppool.FileDescriptorsSnapshot;
import io.github.httppool.HostSnapshot;
import io.github.httppool.PoolClosedException;
import io.github.httppool.text.Counted;
import io.github.httppool.text.DurationInWords;
import org.jspecify.annotations.Nullable;

/**
 * The errors that tell a caller why there is no connection, in words and figures that end
 * the investigation. They take many microseconds to make: not under the lock.
 */
final class AcquireFailureMessages {

	/** Event loops that were late for a smaller part of the wait do not explain it. */
	private static final int WORTH_TELLING = 4;

	private AcquireFailureMessages() {
	}

	static AcquireTimeoutException timeout(Figures figures, boolean heldAsStream, long waitedNanos, long grantedNanos,
			@Nullable DialFailure lastDial, Map<CallPhase, Duration> phases) {
		Throwable lastFailure = (lastDial != null) ? lastDial.error() : null;
		boolean late = grantedNanos > waitedNanos / WORTH_TELLING;
		Diagnosis diagnosis = heldAsStream ? AcquireDiagnosis.ofHeldStream(figures, lastDial, late)
				: AcquireDiagnosis.of(figures, lastDial, late);
		String message = noConnection(figures) + " within " + TimeUnit.NANOSECONDS.toMillis(waitedNanos) + " ms: "
				+ host(figures.host()) + (late ? lateEventLoops(grantedNanos) : "") + dials(figures) + failure(lastDial)
				+ totalLimit(figures) + DiagnosisInWords.of(diagnosis, figures);
		return new AcquireTimeoutException(message, figures.snapshot(), diagnosis, phases, lastFailure);
	}

	static AcquireQueueFullException queueFull(Figures figures, boolean heldAsStream, int maxPending, int servedByDials,
			@Nullable DialFailure lastDial, Map<CallPhase, Duration> phases) {
		Diagnosis diagnosis = heldAsStream ? AcquireDiagnosis.ofHeldStream(figures, lastDial, false)
				: AcquireDiagnosis.of(figures, lastDial, false);
		String message = noConnection(figures) + " and no place in its queue of " + maxPending + ": "
				+ host(figures.host()) + waitingFor(figures.host().pending(), servedByDials) + dials(figures)
				+ failure(lastDial) + totalLimit(figures) + DiagnosisInWords.of(diagnosis, figures);
		return new AcquireQueueFullException(message, figures.snapshot(), diagnosis, phases);
	}

	static PoolClosedException refused(Figures figures, Refusal reason, long drainedNanos,
			Map<CallPhase, Duration> phases) {
		String drained = DurationInWords.of(drainedNanos);
		String pool = "pool '" + figures.pool() + "'";
		String words = switch (reason) {
			case CLOSED -> pool + " is closed, as its application context is"
					+ ((drainedNanos > 0) ? "; it began to be drained " + drained + " ago" : "");
			case TAKEN_OUT -> pool + " was taken out of use by HttpPool.drain() " + drained
					+ " ago; HttpPool.resume() brings it back";
			case ENDED_STREAM -> pool + " has been draining for " + drained
					+ ", as the application stops, and has ended this event stream or upgraded connection";
			case ABORTED -> "the call was aborted by the drain of " + pool + ", which began " + drained + " ago";
		};
		return new PoolClosedException("no connection to " + figures.host().host() + ": " + words, figures.snapshot(),
				phases);
	}

	static BackedOffException backedOff(String host, DialFailure lastDial, int attempts, long nanos, long pauseNanos) {
		String next = (pauseNanos > 0) ? " is due in " + TimeUnit.NANOSECONDS.toMillis(pauseNanos) + " ms"
				: " is under way";
		return new BackedOffException(lastDial.message() + "; not tried again for this call, as "
				+ Counted.of(attempts, "attempt") + " to connect to " + host + ((attempts == 1) ? " has" : " have")
				+ " failed, the first " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms ago; the next one" + next,
				lastDial.error());
	}

	// No formats here: overload makes these messages thousands of times a second, and a
	// format costs as much as all the rest.

	private static String noConnection(Figures figures) {
		return "no connection to " + figures.host().host() + " from pool '" + figures.pool() + "'";
	}

	/**
	 * Callers for whom connections are being opened take no place in the queue.
	 */
	private static String waitingFor(int pending, int servedByDials) {
		return (servedByDials > 0) ? " (" + servedByDials + " for connections that are being opened, "
				+ Math.max(0, pending - servedByDials) + " in the queue)" : "";
	}

	private static String lateEventLoops(long nanos) {
		return "; meanwhile the event loops were late by " + TimeUnit.NANOSECONDS.toMillis(nanos)
				+ " ms: the machine is short of CPU, or application code blocks them";
	}

	static FileDescriptorsExhaustedException descriptorsExhausted(Figures figures, FileDescriptorsSnapshot descriptors,
			Map<CallPhase, Duration> phases) {
		String message = ("no new connection to %s from pool '%s': %d of the %d files and sockets this process may have "
				+ "are open, and the last %d are kept for others; %s; raise that limit (ulimit -n) or lower "
				+ "httppool.max-total-connections")
			.formatted(figures.host().host(), figures.pool(), descriptors.open(), descriptors.max(),
					DescriptorGuard.reserve(descriptors.max()), host(figures.host()));
		return new FileDescriptorsExhaustedException(message, figures.snapshot(), phases);
	}

	private static String host(HostSnapshot host) {
		return host.active() + " of " + host.maxConnections() + " active, " + host.idle() + " idle, "
				+ host.connecting() + " connecting, " + host.pending() + " waiting";
	}

	private static String dials(Figures figures) {
		List<DialProgress> dials = figures.dials().stream().map(Figures.Dial::progress).toList();
		return dials.isEmpty() ? "" : "; " + ConnectAttemptsInWords.of(dials, figures.now());
	}

	/**
	 * Only a host below its own limit can be kept back by the total.
	 */
	private static String totalLimit(Figures figures) {
		HostSnapshot host = figures.host();
		boolean hostIsFull = host.active() + host.idle() + host.connecting() >= host.maxConnections();
		if (hostIsFull || figures.usedUp() == 0) {
			return "";
		}
		return "; all " + figures.usedUp() + " connections of httppool.max-total-connections are in use";
	}

	/**
	 * A refusal has figures of its own.
	 */
	private static String failure(@Nullable DialFailure lastDial) {
		if (lastDial == null) {
			return "";
		}
		return "; the last attempt to connect failed: " + (lastDial.isRefusal() ? lastDial.error() : lastDial.words());
	}

}
