package io.github.httppool;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What operating system and Netty say of the process the pools run in. Each figure is
 * absent where it cannot be told. May take a moment, so not to be read on an event loop.
 */
public interface ProcessFigures {

	/** Nothing can be told. */
	ProcessFigures UNKNOWN = new ProcessFigures() {
	};

	/**
	 * Returns the sockets of the pools, as of this moment or shortly before; on Linux
	 * only.
	 * @return the sockets
	 */
	default Optional<SocketsSnapshot> sockets() {
		return Optional.empty();
	}

	/**
	 * Returns how many files and sockets the process has open; not on Windows.
	 * @return open ones and their limit
	 */
	default Optional<FileDescriptorsSnapshot> fileDescriptors() {
		return Optional.empty();
	}

	/**
	 * Returns how many leaks of buffers Netty has reported since the first pool of the
	 * JVM, those of other libraries included. Netty looks at a sample of buffers and
	 * reports those that look alike once.
	 * @return the number of reports
	 */
	default OptionalLong bufferLeaks() {
		return OptionalLong.empty();
	}

}
