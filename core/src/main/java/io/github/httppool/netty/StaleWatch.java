package io.github.httppool.netty;

import io.github.httppool.StaleConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * Watches what the server does to a connection that a call has, and that it may have
 * closed before the call came: takes the evidence of whether it has read the request, as
 * soon as there is any. Used on the channel's event loop only.
 */
final class StaleWatch {

	private final PooledConnection connection;

	StaleWatch(PooledConnection connection) {
		this.connection = connection;
	}

	/**
	 * The first byte of a request is about to be written. The application may have taken
	 * its time since its call got the connection, or the event loop had none: if the
	 * server has closed meanwhile, the call fails, to be repeated, with nothing written.
	 * @return what it has failed with, or {@code null} if the request can be written
	 */
	@Nullable StaleConnectionException failureBeforeRequest() {
		LeasedConnection current = this.connection.lease();
		if (current == null || !isUnusedForLong(current) || !KernelSocket.isClosedByPeer(this.connection.channel())) {
			return null;
		}
		return this.connection.failures().staleUnsent(current);
	}

	/**
	 * The hand-out has looked, too, but in a burst of calls the better part of a
	 * millisecond may have passed since.
	 */
	private boolean isUnusedForLong(LeasedConnection current) {
		long held = now() - current.since();
		return current.mayBeStale() && current.idleNanos() + held >= IdleCheck.LOOK_AFTER_NANOS;
	}

	/**
	 * A 408 has come that says as well that the connection is closed. Right behind a
	 * small request on a connection that has served before, it tells that the server had
	 * none for too long: the call fails, to be repeated. A request that is slow to be
	 * sent has earned it.
	 * @return whether the call has failed; otherwise the response is its own
	 */
	boolean failedAsTimedOutIdle() {
		LeasedConnection current = this.connection.lease();
		if (current == null || !current.isKept() || current.isResponding()) {
			return false;
		}
		if (fate().isSentJustNow(now())) {
			fate().toldUnread();
		}
		fate().closeSeen(now());
		if (!fate().isUnread() || !current.caller().mayRepeat(current)) {
			return false;
		}
		this.connection.failures().staleTimeout(current);
		return true;
	}

	/**
	 * The channel was read, and brought nothing: perhaps as the server has closed it,
	 * which closes the socket next.
	 */
	void readNothing() {
		LeasedConnection current = this.connection.lease();
		if (current == null || !current.mayBeStale() || !KernelSocket.isClosedByPeer(this.connection.channel())) {
			return;
		}
		lookAtClose();
		if (!fate().isUnread() && fate().isSentJustNow(now()) && !current.call().isIdempotent()) {
			fate().awaitReset(this::lost);
		}
	}

	private void lookAtClose() {
		if (KernelSocket.isReset(this.connection.channel())) {
			fate().closeOrResetSeen(now());
		}
		else {
			fate().closeSeen(now());
		}
	}

	private void lost() {
		closeSeen();
		this.connection.noteCloseByServer();
		this.connection.channel().close();
	}

	/**
	 * The server has closed its end, and the socket is about to be closed.
	 */
	void closeSeen() {
		LeasedConnection current = this.connection.lease();
		if (current != null && current.mayBeStale()) {
			fate().closeSeen(now());
		}
	}

	private RequestFate fate() {
		return this.connection.fate();
	}

	private long now() {
		return this.connection.now();
	}

}
