package io.github.httppool;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A call that the pool could not serve. It has no stack trace, because the pool may
 * create thousands a second when a host is overloaded; the exception that the clients
 * wrap it in shows where the call was made. The message explains the failure and says
 * what to do, if the pool knows; {@link #snapshot()}, {@link #phases()} and
 * {@link #diagnosis()} have the details for code. {@code RestClient} throws it as the
 * cause of a {@code ResourceAccessException}, {@code WebClient} as the cause of a
 * {@code WebClientRequestException}.
 */
public abstract class HttpPoolException extends IOException {

	private static final long serialVersionUID = 1L;

	private final transient PoolSnapshot snapshot;

	private final Diagnosis diagnosis;

	private final transient Map<CallPhase, Duration> phases;

	/**
	 * Creates an exception without a diagnosis, of a call whose phases are not known.
	 * @param message what happened, with the figures that explain it
	 * @param snapshot the pool at that moment; of its hosts only the one concerned
	 * @param cause the last failure to open a connection, if that is why
	 */
	protected HttpPoolException(String message, PoolSnapshot snapshot, @Nullable Throwable cause) {
		this(message, snapshot, Diagnosis.NONE, Map.of(), cause);
	}

	/**
	 * Creates an exception.
	 * @param message what happened, with the figures that explain it
	 * @param snapshot the pool at that moment; of its hosts only the one concerned
	 * @param diagnosis why it happened, which the message says, too
	 * @param phases how long each phase of the call has lasted
	 * @param cause the last failure to open a connection, if that is why
	 */
	protected HttpPoolException(String message, PoolSnapshot snapshot, Diagnosis diagnosis,
			Map<CallPhase, Duration> phases, @Nullable Throwable cause) {
		super(message, cause);
		this.snapshot = snapshot;
		this.diagnosis = diagnosis;
		this.phases = phases;
	}

	/**
	 * Records no stack trace.
	 */
	@Override
	public final synchronized Throwable fillInStackTrace() {
		return this;
	}

	/**
	 * Returns the pool as it was when this happened.
	 * @return the pool's figures; of its hosts only the one concerned
	 */
	public PoolSnapshot snapshot() {
		return this.snapshot;
	}

	/**
	 * Returns why this happened, judged by the evidence of that moment.
	 * @return the diagnosis; {@link Diagnosis#NONE} if nothing stood out
	 */
	public Diagnosis diagnosis() {
		return this.diagnosis;
	}

	/**
	 * Returns how long each phase of the call has lasted, in all its attempts together.
	 * @return the phases that have lasted for any time, in their order; empty if they are
	 * not known
	 */
	public Map<CallPhase, Duration> phases() {
		return this.phases;
	}

	/**
	 * Returns how long the call has lasted.
	 * @return the sum of all phases
	 */
	public Duration elapsed() {
		return this.phases.values().stream().reduce(Duration.ZERO, Duration::plus);
	}

}
