package io.github.httppool.netty;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.httppool.text.Counted;
import io.github.httppool.text.GuardedLog;
import io.github.httppool.text.Printable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The wire log of a pool while it is on: writes lines, though not more than so many
 * characters a second, so that a busy pool does not drown its application. Safe for use
 * by several threads.
 */
final class WireTap {

	private static final Log logger = LogFactory.getLog(WireLog.LOGGER);

	private static final Log failures = LogFactory.getLog(WireTap.class);

	private static final int MAX_LINE = 1500;

	private static final int MAX_CHARACTERS_A_SECOND = 200_000;

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final String pool;

	private final @Nullable String host;

	private final Instant until;

	private final long endsAt;

	private volatile boolean broken;

	private final ReentrantLock lock = new ReentrantLock();

	// Guarded by the lock, as what follows is.
	private long secondBegan;

	private int written;

	private long leftOut;

	WireTap(String pool, @Nullable String host, Instant until, long endsAt) {
		this.pool = pool;
		this.host = host;
		this.until = until;
		this.endsAt = endsAt;
		this.secondBegan = endsAt - SECOND;
	}

	@Nullable String host() {
		return this.host;
	}

	Instant until() {
		return this.until;
	}

	long endsAt() {
		return this.endsAt;
	}

	/**
	 * Returns whether it is for connections to a host.
	 * @param label host and port
	 */
	boolean isOf(String label) {
		String wanted = this.host;
		if (this.broken) {
			return false;
		}
		return wanted == null || wanted.equalsIgnoreCase(label)
				|| wanted.equalsIgnoreCase(label.substring(0, Math.max(0, label.lastIndexOf(':'))));
	}

	/**
	 * Something has gone wrong with writing, which is not to be felt by the calls: no
	 * more is written. Throws nothing.
	 */
	void breaks(Throwable thrown) {
		this.broken = true;
		GuardedLog.write(failures::warn, "The wire log of pool '%s' has failed and is off".formatted(this.pool),
				thrown);
	}

	boolean isBroken() {
		return this.broken;
	}

	/**
	 * Takes room for a line. To be asked before the line is put together, as masking what
	 * a stranger has sent costs more than writing it.
	 * @param characters how many it has before it is masked and cut: so this also limits
	 * the time that masking takes
	 * @param now the time
	 * @return whether to {@link #write} it; if not, it counts as left out
	 */
	boolean hasRoomFor(int characters, long now) {
		long missing = take(characters, now);
		if (missing > 0) {
			tellOfMissing(missing);
		}
		return missing >= 0;
	}

	/**
	 * Writes a line.
	 * @param connection number and host of the connection, and the direction
	 * @param text what was sent or received, with its secrets masked
	 */
	void write(String connection, String text) {
		logger.info(this.pool + " " + connection + " " + Printable.line(text, MAX_LINE));
	}

	/**
	 * It ends, and tells what was left out since the last line.
	 */
	void end() {
		long missing = takeLeftOut();
		if (missing > 0) {
			tellOfMissing(missing);
		}
	}

	private void tellOfMissing(long lines) {
		logger.info("%s ... %s left out, as there were too many in a second".formatted(this.pool,
				Counted.of(lines, "line")));
	}

	/**
	 * Takes room for a line.
	 * @return how many lines were left out before it, -1 if it is left out itself
	 */
	private long take(int characters, long now) {
		this.lock.lock();
		try {
			if (now - this.secondBegan >= SECOND || now - this.secondBegan < 0) {
				this.secondBegan = now;
				this.written = 0;
			}
			if (this.written + characters > MAX_CHARACTERS_A_SECOND) {
				this.leftOut++;
				return -1;
			}
			this.written += characters;
			return takeLeftOut();
		}
		finally {
			this.lock.unlock();
		}
	}

	private long takeLeftOut() {
		this.lock.lock();
		try {
			long before = this.leftOut;
			this.leftOut = 0;
			return before;
		}
		finally {
			this.lock.unlock();
		}
	}

}
