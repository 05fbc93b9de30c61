package io.github.httppool;

/**
 * How the event loops of the pools wait for the network.
 */
public enum NetworkTransport {

	/**
	 * Epoll on Linux, kqueue on macOS and BSD, if Netty's native library for it is there,
	 * otherwise {@link #NIO}; that, too, with {@code -Dreactor.netty.native=false}. Never
	 * io_uring, even if it is on the class path: it is far slower with connections that
	 * read only on demand.
	 */
	AUTO,

	/** Linux, by Netty's native library. */
	EPOLL,

	/** macOS and BSD, by Netty's native library. */
	KQUEUE,

	/** The selector of the JDK, on every system. */
	NIO,

	/** Linux, by Netty's native library. */
	IO_URING

}
