package io.github.httppool;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The server had closed an idle connection, or closed it just then, when a call was sent
 * on it. No byte of a response has come. The call was not repeated: its request cannot be
 * sent again as it was, or the server may have read it and it must not do twice what it
 * asks for; or it was repeated, and met another such connection.
 * <p>
 * It helps to keep connections idle for a shorter time than the server does
 * ({@code httppool.pool.max-idle-time}).
 */
public class StaleConnectionException extends HttpPoolException {

	private static final long serialVersionUID = 1L;

	private final Duration idle;

	private final long requests;

	/**
	 * Creates an exception.
	 * @param message what happened
	 * @param snapshot the pool at that moment; of its hosts only the one concerned
	 * @param idle how long the connection had been idle before the call
	 * @param requests how many calls it had served before
	 * @param phases how long each phase of the call has lasted
	 * @param cause how the network told it
	 */
	public StaleConnectionException(String message, PoolSnapshot snapshot, Duration idle, long requests,
			Map<CallPhase, Duration> phases, @Nullable Throwable cause) {
		super(message, snapshot, Diagnosis.NONE, phases, cause);
		this.idle = idle;
		this.requests = requests;
	}

	/**
	 * Returns how long the connection had been idle when the call got it.
	 * @return the time
	 */
	public Duration idle() {
		return this.idle;
	}

	/**
	 * Returns how many calls the connection had served before.
	 * @return the count
	 */
	public long requests() {
		return this.requests;
	}

}
