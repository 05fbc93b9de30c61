package io.github.httppool.benchmarks.harness;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.LocalDate;
import java.util.stream.Collectors;

/**
 * Where figures come from; they mean nothing without.
 */
public final class Machine {

	private Machine() {
	}

	public static String describe() {
		OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
		return "%s; %d cores, %s %s, load %.1f before; JDK %s, %s, GC %s".formatted(LocalDate.now(),
				system.getAvailableProcessors(), system.getName(), system.getArch(), system.getSystemLoadAverage(),
				Runtime.version(), JavaProcess.HEAP, collectors());
	}

	public static String disturbed(long disturbed, long all) {
		return "%d of %d measurements were disturbed by other processes.".formatted(disturbed, all);
	}

	private static String collectors() {
		return ManagementFactory.getGarbageCollectorMXBeans()
			.stream()
			.map(GarbageCollectorMXBean::getName)
			.collect(Collectors.joining(", "));
	}

}
