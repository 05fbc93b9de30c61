package io.github.httppool.netty;

import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;

/**
 * Whether the server has left the present request unread: what decides whether a request
 * that must not be sent twice may be sent again when its connection is lost. It has, if
 * <ul>
 * <li>nothing of it was given to the kernel;</li>
 * <li>the server's kernel had acknowledged nothing of it when the loss is seen: whoever
 * closes acknowledges with that what has arrived until then, and reads nothing
 * later;</li>
 * <li>the connection is reset soon after a small request, sent whole: a kernel does so
 * when a connection is closed before its data was read (RFC 1122, 4.2.2.13).</li>
 * </ul>
 * A server that closes after it has read a request acknowledges it, and resets nothing.
 * <p>
 * Used on the channel's event loop only.
 */
final class RequestFate {

	/**
	 * A write of not more than this is taken whole by the empty buffer of a socket, or
	 * fails with nothing taken; and is read whole, or not at all.
	 */
	private static final int SMALL = 16 * 1024;

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
	}

	/**
	 * The head of the request was given to the kernel.
	 */
	void headTaken() {
		this.taken = true;
	}

	/**
	 * The connection is lost, and its socket not closed yet on this side.
	 * @param reset whether it was reset
	 * @param now the time
	 */
	void lossSeen(boolean reset, long now) {
		if (!this.unread) {
			long acknowledged = KernelSocket.acknowledged(this.channel);
			this.unread = (acknowledged >= 0 && acknowledged <= this.before)
					|| (isSentJustNow(now) && (reset || KernelSocket.isReset(this.channel)));
		}
	}

	/**
	 * The server says itself that it has not had the request.
	 */
	void toldUnread() {
		this.unread = true;
	}

	/**
	 * Returns whether the request is small, and was sent whole and not long ago.
	 * @param now the time
	 */
	boolean isSentJustNow(long now) {
		return !this.exchange.isSending() && isSmall() && now - this.since < SOON_NANOS;
	}

	/**
	 * The server has closed its end, and a reset may follow, which tells whether it has
	 * read the request: keeps the socket open for a moment, to see that.
	 * @param lost closes the channel
	 */
	void awaitReset(Runnable lost) {
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
		return this.unread || (!this.taken && isSmall());
	}

	private boolean isSmall() {
		return this.outbound.total() - this.before <= SMALL;
	}

}
