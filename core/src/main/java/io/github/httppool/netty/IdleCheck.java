package io.github.httppool.netty;

import java.util.concurrent.TimeUnit;

import io.github.httppool.CloseReason;
import io.github.httppool.pool.KeepAlive;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Looks once more at a connection when a call is about to get it. Its event loop may be
 * late, busy with a burst of calls for example: then the server may have closed the
 * connection unnoticed, or be about to. Used on that event loop only.
 */
final class IdleCheck {

	/**
	 * The kernel is not asked about a connection that was idle for less: servers wait
	 * longer, and so a busy connection, for which a system call would matter, makes none.
	 */
	static final long LOOK_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private IdleCheck() {
	}

	/**
	 * Returns why a call must not have the connection.
	 * @param channel the channel
	 * @param keepAlive how long the server keeps it
	 * @param idleNanos how long it has been idle
	 * @param now the time
	 * @return the reason, or {@code null} if there is none
	 */
	static @Nullable CloseReason refusal(Channel channel, KeepAlive keepAlive, long idleNanos, long now) {
		if (idleNanos < LOOK_AFTER_NANOS || !channel.isActive()) {
			return null;
		}
		if (KernelSocket.isClosedByPeer(channel)) {
			return CloseReason.SERVER_CLOSED_IDLE;
		}
		return keepAlive.isLimited() ? keepAlive.expiredBy(now + unnoticedNanos(channel, idleNanos)) : null;
	}

	/**
	 * To the server the connection is idle since it has sent the last bytes, which may
	 * have been read late.
	 */
	private static long unnoticedNanos(Channel channel, long idleNanos) {
		long silence = TimeUnit.MILLISECONDS.toNanos(KernelSocket.millisSinceReceived(channel));
		return Math.max(0, silence - idleNanos);
	}

}
