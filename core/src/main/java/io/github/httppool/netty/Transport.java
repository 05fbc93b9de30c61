package io.github.httppool.netty;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.httppool.NetworkTransport;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/**
 * A way to wait for the network, as Netty has it. Which one is used is decided here and
 * not by Reactor Netty, which prefers io_uring as soon as it is on the class path.
 */
enum Transport {

	EPOLL(NetworkTransport.EPOLL) {

		@Override
		@Nullable Throwable cause() {
			return Epoll.unavailabilityCause();
		}

		@Override
		IoHandlerFactory handlers() {
			return CoalescingEpollHandler.newFactory();
		}

	},

	KQUEUE(NetworkTransport.KQUEUE) {

		@Override
		@Nullable Throwable cause() {
			return KQueue.unavailabilityCause();
		}

		@Override
		IoHandlerFactory handlers() {
			return KQueueIoHandler.newFactory();
		}

	},

	NIO(NetworkTransport.NIO) {

		@Override
		@Nullable Throwable cause() {
			return null;
		}

		@Override
		IoHandlerFactory handlers() {
			return NioIoHandler.newFactory();
		}

	},

	IO_URING(NetworkTransport.IO_URING) {

		@Override
		@Nullable Throwable cause() {
			return IoUring.unavailabilityCause();
		}

		@Override
		IoHandlerFactory handlers() {
			return IoUringIoHandler.newFactory();
		}

	};

	private final NetworkTransport wanted;

	Transport(NetworkTransport wanted) {
		this.wanted = wanted;
	}

	/**
	 * Returns why it cannot be used.
	 * @return the reason, or {@code null} if it can
	 * @throws LinkageError if it is not on the class path
	 */
	abstract @Nullable Throwable cause();

	/**
	 * Returns what event loops of this kind are made from.
	 */
	abstract IoHandlerFactory handlers();

	/**
	 * Chooses a transport.
	 * @param wanted what the application has asked for
	 * @return what it gets
	 * @throws IllegalArgumentException if that cannot be used here
	 */
	static Transport of(NetworkTransport wanted) {
		if (wanted == NetworkTransport.AUTO) {
			return LoopResources.DEFAULT_NATIVE ? firstAvailable() : NIO;
		}
		Transport asked = Arrays.stream(values()).filter((each) -> each.wanted == wanted).findFirst().orElseThrow();
		Throwable cause = asked.unavailabilityCause();
		if (cause != null) {
			throw new IllegalArgumentException(
					"transport %s cannot be used here, only %s: %s".formatted(asked,
							available().map(Transport::toString).collect(Collectors.joining(", ")), root(cause)),
					cause);
		}
		return asked;
	}

	private static Transport firstAvailable() {
		return available().filter((each) -> each != IO_URING).findFirst().orElseThrow();
	}

	private static Stream<Transport> available() {
		return Arrays.stream(values()).filter((each) -> each.unavailabilityCause() == null);
	}

	private @Nullable Throwable unavailabilityCause() {
		try {
			return cause();
		}
		catch (LinkageError ex) {
			return ex;
		}
	}

	private static Throwable root(Throwable error) {
		Throwable root = error;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return root;
	}

	/**
	 * Returns its name as in {@code httppool.transport}, of which threads are named.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
