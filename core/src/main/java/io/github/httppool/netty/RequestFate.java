package io.github.httppool.netty;

import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;

/**
 * Whether the server has left the present request unread: what decides whether a request
 * that must not be sent twice may be sent again when its connection is lost. It has, if
 * <ul>
 * <li>nothing of it was given to the kernel;</li>
 * <li>the server has closed its end, and its kernel had acknowledged nothing of the
 * request by then: a close acknowledges what has arrived before, and nobody reads what
 * comes later;</li>
 * <li>the server has closed its end and a reset follows, after a request that was sent
 * whole before and that a server reads at once or not at all: a kernel does so if data
 * lies unread when a connection is closed (RFC 1122, 4.2.2.13).</li>
 * </ul>
 * A reset alone tells nothing: a server may have read the request and break off.
 * <p>
 * Used on the channel's event loop only.
 */
final class RequestFate {

	/**
	 * A write of not more than this is taken whole by the empty buffer of a socket, or
	 * fails with nothing taken.
	 */
	private static final int WRITTEN_AT_ONCE = 16 * 1024;

	/**
	 * No usual server reads less at a time. Of more, one may have read the head and a
	 * part of the body, have acted upon it, and leave the rest unread.
	 */
	private static final int READ_AT_ONCE = 4 * 1024;

	/** What takes longer than this was not on its way when the server closed. */
	private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(1);

	/**
	 * The reset comes right behind the close, if it comes, unless the server is very
	 * busy.
	 */
	private static final int LOOKS_FOR_RESET = 50;

	private static final long BETWEEN_LOOKS_MILLIS = 2;

	private final Channel channel;

	private final OutboundBytes outbound;

	private final WireExchange exchange;

	private long since;

	private long before;

	private boolean taken;

	private boolean unread;

	private boolean orderly;

	private boolean awaitsReset;

	RequestFate(Channel channel, OutboundBytes outbound, WireExchange exchange) {
		this.channel = channel;
		this.outbound = outbound;
		this.exchange = exchange;
	}

	/**
	 * A call has got the connection; all that was sent before has been answered.
	 * @param now the time
	 */
	void callBegins(long now) {
		this.since = now;
		this.before = this.outbound.total();
		this.taken = false;
		this.unread = false;
		this.orderly = false;
	}

	/**
	 * The head of the request was given to the kernel.
	 */
	void headTaken() {
		this.taken = true;
	}

	/**
	 * The server has closed its end, and this side has not yet.
	 * @param now the time
	 */
	void closeSeen(long now) {
		this.orderly = true;
		closeOrResetSeen(now);
	}

	/**
	 * The server has closed its end, or has only reset the connection, of which an
	 * exception tells next.
	 * @param now the time
	 */
	void closeOrResetSeen(long now) {
		if (!this.unread) {
			long acknowledged = KernelSocket.acknowledged(this.channel);
			this.unread = (acknowledged >= 0 && acknowledged <= this.before)
					|| (isSentJustNow(now) && KernelSocket.isReset(this.channel));
		}
	}

	/**
	 * The connection was reset.
	 * @return whether it was not closed before
	 */
	boolean resetSeen() {
		if (!this.orderly) {
			this.unread = false;
		}
		return !this.orderly;
	}

	/**
	 * The server says itself that it has not had the request.
	 */
	void toldUnread() {
		this.unread = true;
	}

	/**
	 * Returns whether the request was sent whole and not long ago, and is so small that a
	 * server reads all of it or nothing.
	 * @param now the time
	 */
	boolean isSentJustNow(long now) {
		return !this.exchange.isSending() && sent() <= READ_AT_ONCE && isYoung(now);
	}

	/**
	 * Returns whether the call has the connection for so short a time that the server may
	 * have closed before it knew.
	 * @param now the time
	 */
	boolean isYoung(long now) {
		return now - this.since < SOON_NANOS;
	}

	/**
	 * The server has closed its end, and a reset may follow, which tells whether it has
	 * read the request: keeps the socket open for a moment, to see that.
	 * @param lost closes the channel
	 */
	void awaitReset(Runnable lost) {
		if (this.awaitsReset) {
			return;
		}
		this.awaitsReset = true;
		this.channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
		lookForReset(LOOKS_FOR_RESET, lost);
	}

	private void lookForReset(int looks, Runnable lost) {
		this.channel.eventLoop().schedule(() -> {
			if (looks == 0 || KernelSocket.isReset(this.channel)) {
				lost.run();
			}
			else if (this.channel.isOpen()) {
				lookForReset(looks - 1, lost);
			}
		}, BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS);
	}

	/**
	 * Returns whether the server has read nothing of the request.
	 */
	boolean isUnread() {
		return this.unread || (!this.taken && sent() <= WRITTEN_AT_ONCE);
	}

	/**
	 * Returns how many bytes were handed to the socket, if not all of them taken.
	 */
	private long sent() {
		return this.outbound.total() - this.before;
	}

}
