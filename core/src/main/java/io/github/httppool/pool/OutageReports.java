package io.github.httppool.pool;

import java.util.concurrent.TimeUnit;

import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolListener.ConnectFailing;
import io.github.httppool.HttpPoolListener.ConnectRecovered;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Says once that a host cannot be reached, and once that it can be again, in the log and
 * to the listeners. Called with the pool's lock held; says it once that is free.
 */
final class OutageReports {

	private static final Log logger = LogFactory.getLog(OutageReports.class);

	private final String pool;

	private final PoolLock lock;

	private final CompositeHttpPoolListener listeners;

	OutageReports(String pool, PoolLock lock, CompositeHttpPoolListener listeners) {
		this.pool = pool;
		this.lock = lock;
		this.listeners = listeners;
	}

	/**
	 * As many dials in a row have failed as make an outage.
	 */
	void began(HostPool host, DialBackoff backoff, DialFailure failure, long now) {
		int attempts = backoff.failures();
		long nanos = Elapsed.nanos(backoff.since(), now);
		long longestPause = backoff.longestPause();
		this.lock.publishAfterUnlock(() -> {
			logger.warn(
					"%s of pool '%s' cannot be reached: %s. It is tried again by one attempt at a time, at the latest every %d s"
						.formatted(host.label(), this.pool, failure.words(),
								TimeUnit.NANOSECONDS.toSeconds(longestPause)));
			this.listeners.tell(HttpPoolListener::connectFailing,
					new ConnectFailing(this.pool, host.label(), attempts, nanos, failure.error()));
		});
	}

	/**
	 * An address of a host cannot be reached, while others may be.
	 */
	void began(HostPool host, RemoteAddress address) {
		this.lock.publishAfterUnlock(() -> logger.warn(
				"%s of %s (pool '%s') cannot be reached and is left out. It is tried again while calls come, at the latest every %d s"
					.formatted(address, host.label(), this.pool,
							TimeUnit.NANOSECONDS.toSeconds(DialBackoff.LONGEST_PAUSE_NANOS))));
	}

	/**
	 * An address of a host can be reached again.
	 */
	void ended(HostPool host, RemoteAddress address) {
		this.lock.publishAfterUnlock(() -> logger
			.info("%s of %s (pool '%s') can be reached again".formatted(address, host.label(), this.pool)));
	}

	/**
	 * Nobody has wanted the host for a while: nothing is known of it any more, and the
	 * next failures are another outage. Listeners hear of no end, as there is none.
	 */
	void forgotten(HostPool host, DialBackoff backoff) {
		int attempts = backoff.failures();
		this.lock.publishAfterUnlock(() -> logger
			.info("%s of pool '%s' is not tried again until a call comes: it could not be reached by %d attempts"
				.formatted(host.label(), this.pool, attempts)));
	}

	/**
	 * A dial has succeeded after an outage.
	 */
	void ended(HostPool host, DialBackoff backoff, long now) {
		int attempts = backoff.failures();
		long nanos = Elapsed.nanos(backoff.since(), now);
		this.lock.publishAfterUnlock(() -> {
			logger.info("%s of pool '%s' can be reached again, after %d ms and %d failed attempts"
				.formatted(host.label(), this.pool, TimeUnit.NANOSECONDS.toMillis(nanos), attempts));
			this.listeners.tell(HttpPoolListener::connectRecovered,
					new ConnectRecovered(this.pool, host.label(), attempts, nanos));
		});
	}

}
