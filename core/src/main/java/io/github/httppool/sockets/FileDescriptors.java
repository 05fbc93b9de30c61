package io.github.httppool.sockets;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.httppool.FileDescriptorsSnapshot;

import org.springframework.util.ClassUtils;

/**
 * The file descriptors of this process, of which each connection takes one.
 */
public final class FileDescriptors {

	/** Absent on Windows, and from a run-time image built without jdk.management. */
	private static final boolean KNOWN = ClassUtils.isPresent("com.sun.management.UnixOperatingSystemMXBean",
			FileDescriptors.class.getClassLoader());

	private FileDescriptors() {
	}

	/**
	 * Returns how many this process may open.
	 * @return the number, or empty if it is unknown
	 */
	public static OptionalLong limit() {
		return KNOWN ? Reader.limit() : OptionalLong.empty();
	}

	/**
	 * Returns the default limit of connections over all pools. Files and other sockets
	 * need descriptors, too.
	 * @return 1000, or a quarter of the descriptors the process may open if that is less
	 */
	public static int maxTotalConnections() {
		return maxTotalConnections(limit());
	}

	static int maxTotalConnections(OptionalLong limit) {
		return (int) Math.max(1, Math.min(1000, limit.orElse(Long.MAX_VALUE) / 4));
	}

	/**
	 * Counts the open ones, which takes half a microsecond for each, unless the kernel
	 * tells their number.
	 * @return the number of open ones and their limit, or empty if it is unknown
	 */
	public static Optional<FileDescriptorsSnapshot> count() {
		return KNOWN ? Reader.count() : Optional.empty();
	}

	/**
	 * Loaded only if the types it uses are present.
	 */
	private static final class Reader {

		private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

		/** How far the two counts may differ, as other threads open files meanwhile. */
		private static final int OPENED_MEANWHILE = 16;

		private static final boolean TOLD_BY_KERNEL = isToldByKernel();

		static Optional<FileDescriptorsSnapshot> count() {
			OptionalLong limit = limit();
			if (limit.isEmpty()) {
				return Optional.empty();
			}
			long max = limit.getAsLong();
			return Optional.of(new FileDescriptorsSnapshot(open(max), max));
		}

		private static long open(long max) {
			long told = TOLD_BY_KERNEL ? told() : 0;
			return (told > 0) ? told : counted(max);
		}

		/**
		 * Linux tells the number as the size of a directory, from 6.2 on.
		 * @return the number, or 0 if it is not told
		 */
		private static long told() {
			try {
				return Files.size(DESCRIPTORS);
			}
			catch (IOException ex) {
				return 0;
			}
		}

		/**
		 * Elsewhere the size may mean something else.
		 */
		private static boolean isToldByKernel() {
			return Math.abs(told() - counted(0)) <= OPENED_MEANWHILE;
		}

		/**
		 * Counting needs a descriptor itself: if it fails, none is left.
		 */
		private static long counted(long max) {
			try {
				return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
					.getOpenFileDescriptorCount();
			}
			catch (InternalError ex) {
				return max;
			}
		}

		static OptionalLong limit() {
			OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
			long limit = (system instanceof UnixOperatingSystemMXBean unix) ? unix.getMaxFileDescriptorCount() : -1;
			return (limit > 0) ? OptionalLong.of(limit) : OptionalLong.empty();
		}

	}

}
