package io.github.httppool;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Figures of the process the pools run in, from the operating system and Netty. A figure
 * that cannot be determined is absent. Reading one may take a moment, so do not read them
 * on an event loop.
 */
public interface ProcessFigures {

	/** No figure is available. */
	ProcessFigures UNKNOWN = new ProcessFigures() {
	};

	/**
	 * Returns the sockets of the pools, now or a moment ago; on Linux only.
	 * @return the sockets
	 */
	default Optional<SocketsSnapshot> sockets() {
		return Optional.empty();
	}

	/**
	 * Returns whether the sockets of the pools are known here, which takes less time than
	 * to look at them.
	 * @return whether there are {@link #sockets()}
	 */
	default boolean knowsSockets() {
		return sockets().isPresent();
	}

	/**
	 * Returns how many files and sockets the process has open; not on Windows.
	 * @return how many are open, and their limit
	 */
	default Optional<FileDescriptorsSnapshot> fileDescriptors() {
		return Optional.empty();
	}

	/**
	 * Returns how many buffer leaks Netty has reported since the first pool of the JVM
	 * was created, including those of other libraries. Netty tracks a sample of the
	 * buffers and reports similar leaks once.
	 * @return the number of reports
	 */
	default OptionalLong bufferLeaks() {
		return OptionalLong.empty();
	}

}
