package io.github.httppool.netty;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.util.internal.PlatformDependent;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel knows of a socket and its event loop has not read yet: Linux tells it
 * ({@code TCP_INFO}) of the sockets of the native transport. Asking is a system call. To
 * be used on the channel's event loop, which may close the socket otherwise.
 */
final class KernelSocket {

	private static final int ESTABLISHED = 1;

	private static final int CLOSED = 7;

	private static final int IPPROTO_TCP = 6;

	private static final int TCP_INFO = 11;

	/** {@code tcpi_state}, the first byte, and what is around it. */
	private static final int STATE_LENGTH = 8;

	/** {@code tcpi_last_data_recv}, milliseconds. */
	private static final int SINCE_RECEIVED_AT = 52;

	/** {@code tcpi_bytes_acked}, since Linux 4.1. */
	private static final int BYTES_ACKED_AT = 120;

	private static final @Nullable ChannelOption<ByteBuffer> STATE = option("TCP_INFO_STATE", STATE_LENGTH);

	private static final @Nullable ChannelOption<ByteBuffer> RECEIVED = option("TCP_INFO_RECEIVED",
			SINCE_RECEIVED_AT + Integer.BYTES);

	private static final @Nullable ChannelOption<ByteBuffer> ACKED = option("TCP_INFO_ACKED",
			BYTES_ACKED_AT + Long.BYTES);

	private KernelSocket() {
	}

	private static @Nullable ChannelOption<ByteBuffer> option(String name, int length) {
		if (!"linux".equals(PlatformDependent.normalizedOs())) {
			return null;
		}
		try {
			return new RawUnixChannelOption("httppool." + name, IPPROTO_TCP, TCP_INFO, length);
		}
		catch (LinkageError ex) {
			// The application has left the native transport out.
			return null;
		}
	}

	/**
	 * Returns whether the other side has closed or reset the connection, as far as the
	 * kernel tells.
	 * @param channel the channel
	 * @return {@code false} if it is open, or not known
	 */
	static boolean isClosedByPeer(Channel channel) {
		ByteBuffer info = read(channel, STATE);
		return info != null && info.get(0) != ESTABLISHED && info.get(0) != 0;
	}

	/**
	 * Returns whether the other side has reset the connection, as far as the kernel
	 * tells: an open socket is in no other way without a connection.
	 * @param channel the channel, which was connected
	 * @return {@code false} if it is not, or not known
	 */
	static boolean isReset(Channel channel) {
		ByteBuffer info = read(channel, STATE);
		return info != null && info.get(0) == CLOSED;
	}

	/**
	 * Returns how many of the bytes that were written the other side's kernel has
	 * acknowledged.
	 * @param channel the channel
	 * @return the count, or -1 if it is not known
	 */
	static long acknowledged(Channel channel) {
		ByteBuffer info = read(channel, ACKED);
		// The kernel counts the SYN; older ones do not fill this in.
		return (info != null) ? info.getLong(BYTES_ACKED_AT) - 1 : -1;
	}

	/**
	 * Returns how long ago the last bytes have arrived, whenever they were read.
	 * @param channel the channel
	 * @return milliseconds, or 0 if it is not known
	 */
	static int millisSinceReceived(Channel channel) {
		ByteBuffer info = read(channel, RECEIVED);
		return (info != null) ? Math.max(0, info.getInt(SINCE_RECEIVED_AT)) : 0;
	}

	private static @Nullable ByteBuffer read(Channel channel, @Nullable ChannelOption<ByteBuffer> option) {
		if (option == null || !channel.isOpen()) {
			return null;
		}
		try {
			// Null where the transport has no such options.
			ByteBuffer info = channel.config().getOption(option);
			return (info != null) ? info.order(ByteOrder.nativeOrder()) : null;
		}
		catch (ChannelException ex) {
			// Closed just now.
			return null;
		}
	}

}
