package io.github.httppool.events;

import java.util.concurrent.ThreadLocalRandom;

import io.github.httppool.HttpPoolSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The access log of one pool: a line for each of its calls, written when the call ends,
 * by the logger {@code io.github.httppool.access.<pool>}.
 * <p>
 * The level of the logger is looked at with each call, so that the log can be switched on
 * and off while the application runs: where it is configured, lines are of level INFO;
 * where it is not, of level DEBUG. With level TRACE every call is logged, whatever the
 * sampling. Calls that go wrong are logged always. Safe for use by several threads.
 */
public final class AccessLog {

	/** Name of the logger above those of the pools. */
	public static final String LOGGER = "io.github.httppool.access";

	private final String pool;

	private final HttpPoolSettings.AccessLog settings;

	private final Log logger;

	/**
	 * Creates the log of a pool.
	 * @param pool name of the pool
	 * @param settings whether it is on, and which calls are logged
	 */
	public AccessLog(String pool, HttpPoolSettings.AccessLog settings) {
		this.pool = pool;
		this.settings = settings;
		this.logger = LogFactory.getLog(LOGGER + "." + pool);
	}

	/**
	 * Returns whether a call is to be logged that has just ended.
	 * @param ordinary whether it has gone well
	 * @return whether to {@link #write} it
	 */
	public boolean takes(boolean ordinary) {
		return isOn() && (!ordinary || isSampled());
	}

	/**
	 * Returns whether any calls are logged at present.
	 * @return whether the level of the logger is low enough
	 */
	public boolean isOn() {
		return this.settings.enabled() ? this.logger.isInfoEnabled() : this.logger.isDebugEnabled();
	}

	private boolean isSampled() {
		double share = this.settings.sampling();
		return share >= 1 || (share > 0 && ThreadLocalRandom.current().nextDouble() < share)
				|| this.logger.isTraceEnabled();
	}

	/**
	 * Writes the line of a call.
	 * @param call the call
	 */
	public void write(EndedCall call) {
		String line = AccessLine.of(this.pool, call);
		if (this.settings.enabled()) {
			this.logger.info(line);
		}
		else {
			this.logger.debug(line);
		}
	}

}
