package io.github.httppool.autoconfigure;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.OptionalLong;

import com.sun.management.UnixOperatingSystemMXBean;

import org.springframework.util.ClassUtils;

/**
 * File descriptors of this process; each connection takes one.
 */
final class FileDescriptors {

	/** Absent on Windows, and from a run-time image built without jdk.management. */
	private static final boolean KNOWN = ClassUtils.isPresent("com.sun.management.UnixOperatingSystemMXBean",
			FileDescriptors.class.getClassLoader());

	private FileDescriptors() {
	}

	/**
	 * Returns how many this process may open, empty if that cannot be told.
	 */
	static OptionalLong limit() {
		return KNOWN ? Reader.limit() : OptionalLong.empty();
	}

	/**
	 * Loaded only where its types are.
	 */
	private static final class Reader {

		static OptionalLong limit() {
			OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
			long limit = (system instanceof UnixOperatingSystemMXBean unix) ? unix.getMaxFileDescriptorCount() : -1;
			return (limit > 0) ? OptionalLong.of(limit) : OptionalLong.empty();
		}

	}

}
