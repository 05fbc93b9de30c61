package io.github.httppool.netty;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import io.github.httppool.WireLogSnapshot;
import io.github.httppool.pool.PoolEntry;
import io.github.httppool.text.Printable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Switches the wire log of one pool on, for a limited time. While it is off, each message
 * costs one look at a volatile field. Safe for use by several threads.
 */
final class WireLog {

	/** Name of the logger. */
	static final String LOGGER = "io.github.httppool.wire";

	/** Somebody who looks for a fault does so for minutes; nobody is to forget it. */
	static final Duration LONGEST = Duration.ofMinutes(10);

	private static final Log logger = LogFactory.getLog(LOGGER);

	private final ReactorHttpPool pool;

	private final Clock clock;

	private final AtomicReference<@Nullable WireTap> tap = new AtomicReference<>();

	WireLog(ReactorHttpPool pool, Clock clock) {
		this.pool = pool;
		this.clock = clock;
	}

	/**
	 * Switches it on in place of one that is on, or off.
	 * @param time for how long, 0 switches it off
	 * @param host host, or host and port; {@code null} for all hosts
	 * @throws IllegalArgumentException if the time is out of range, or the host is none
	 */
	void on(Duration time, @Nullable String host) {
		if (time.isNegative() || time.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException(
					"the wire log can be on for %s at most (0 switches it off), not for %s".formatted(LONGEST, time));
		}
		if (host != null && (host.isBlank() || host.length() > Printable.MAX_LENGTH || host.contains("/"))) {
			throw new IllegalArgumentException(
					"the host of a wire log must be a host such as api.example, or host and port such as api.example:443,"
							+ " not '%s'".formatted(Printable.line(host, Printable.MAX_LENGTH)));
		}
		if (time.isZero()) {
			end(this.tap.get());
		}
		else {
			begin(time, host);
		}
	}

	private void begin(Duration time, @Nullable String host) {
		WireTap next = new WireTap(this.pool.name(), host, this.clock.instant().plus(time),
				this.pool.now() + time.toNanos());
		WireTap replaced = this.tap.getAndSet(next);
		// First, as the log may be what fails.
		this.pool.after(time, () -> end(next));
		if (replaced != null) {
			replaced.end();
		}
		logger.info("The wire log of pool '%s' is on for %s%s".formatted(this.pool.name(), time,
				(host != null) ? ", for host " + Printable.line(host, Printable.MAX_LENGTH) : ""));
	}

	private void end(@Nullable WireTap present) {
		if (present != null && this.tap.compareAndSet(present, null)) {
			present.end();
			logger.info("The wire log of pool '%s' is off".formatted(this.pool.name()));
		}
	}

	/**
	 * Returns what to log the messages of a connection to.
	 * @param entry slot of the connection
	 * @return the tap, {@code null} if it is not logged
	 */
	@Nullable WireTap of(PoolEntry entry) {
		WireTap present = this.tap.get();
		if (present == null) {
			return null;
		}
		// The timer that ends it may be late.
		boolean over = present.endsAt() - this.pool.now() <= 0;
		return (!over && present.isOf(entry.host())) ? present : null;
	}

	/**
	 * Returns the wire log that is on.
	 * @return when it ends, nothing if it is off
	 */
	Optional<WireLogSnapshot> snapshot() {
		WireTap present = this.tap.get();
		Instant now = this.clock.instant();
		return (present != null && !present.isBroken() && present.until().isAfter(now))
				? Optional.of(new WireLogSnapshot(present.until(), present.host())) : Optional.empty();
	}

}
