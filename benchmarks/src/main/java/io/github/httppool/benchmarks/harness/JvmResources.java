package io.github.httppool.benchmarks.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import com.sun.management.UnixOperatingSystemMXBean;

/**
 * What this JVM holds at a moment.
 *
 * @param descriptors open files and sockets; 0 where that is not known
 * @param heapAfterGc bytes of the heap in use after the last garbage collection, 0 before
 * the first
 * @param resident bytes of the process in memory, known on Linux only
 */
public record JvmResources(long descriptors, long heapAfterGc, long resident) {

	private static final Path MEMORY = Path.of("/proc/self/status");

	public static JvmResources now() {
		return new JvmResources(openDescriptors(), usedAfterGc(), residentBytes());
	}

	private static long openDescriptors() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
				? unix.getOpenFileDescriptorCount() : 0;
	}

	private static long usedAfterGc() {
		return ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class)
			.stream()
			.map(GarbageCollectorMXBean::getLastGcInfo)
			.filter(Objects::nonNull)
			.max(Comparator.comparingLong(GcInfo::getEndTime))
			.map(JvmResources::usedAfter)
			.orElse(0L);
	}

	private static long usedAfter(GcInfo collection) {
		return ManagementFactory.getMemoryPoolMXBeans()
			.stream()
			.filter((pool) -> pool.getType() == MemoryType.HEAP)
			.map((pool) -> collection.getMemoryUsageAfterGc().get(pool.getName()))
			.mapToLong(MemoryUsage::getUsed)
			.sum();
	}

	private static long residentBytes() {
		if (!Files.isReadable(MEMORY)) {
			return 0;
		}
		try (Stream<String> lines = Files.lines(MEMORY)) {
			return lines.filter((line) -> line.startsWith("VmRSS:"))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
				.findFirst()
				.orElse(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
