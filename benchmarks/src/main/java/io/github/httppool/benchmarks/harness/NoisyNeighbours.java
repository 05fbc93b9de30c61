package io.github.httppool.benchmarks.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;

/**
 * Whatever else runs on this machine: what all its processes use, less this one and the
 * server. Known on Linux only; elsewhere there seems to be nobody.
 */
public final class NoisyNeighbours {

	private static final Path STATISTICS = Path.of("/proc/stat");

	/** The unit of the kernel's times for programs. */
	private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private static final double QUIET = 0.1;

	private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

	private final List<ProcessHandle> server;

	/**
	 * Of a process that needs no server.
	 */
	public NoisyNeighbours() {
		this.server = List.of();
	}

	public NoisyNeighbours(long serverPid) {
		ProcessHandle handle = ProcessHandle.of(serverPid).orElseThrow();
		this.server = Stream.concat(Stream.of(handle), handle.descendants()).toList();
	}

	/**
	 * Returns the CPU time they have used up to now, from an arbitrary start.
	 */
	public long cpuNanos() {
		if (!Files.isReadable(STATISTICS)) {
			return 0;
		}
		long serverNanos = this.server.stream()
			.mapToLong((process) -> process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
			.sum();
		return machineNanos() - this.system.getProcessCpuTime() - serverNanos;
	}

	/**
	 * Returns whether they have used less than a tenth of a core.
	 */
	public static boolean areQuiet(long cpuNanos, long wallNanos) {
		return cpuNanos < QUIET * wallNanos;
	}

	/**
	 * Sleeps.
	 * @param time until when, in terms of {@link System#nanoTime}
	 * @return whether they were quiet meanwhile
	 */
	public boolean areQuietUntil(long time) {
		long begin = System.nanoTime();
		long cpuBefore = cpuNanos();
		Timetable.sleepUntil(time);
		return areQuiet(cpuNanos() - cpuBefore, System.nanoTime() - begin);
	}

	/**
	 * In user mode, niced or not, and in the kernel; without interrupts, as those that
	 * the load causes are not in its CPU time.
	 */
	private static long machineNanos() {
		try (Stream<String> lines = Files.lines(STATISTICS)) {
			String[] cpu = lines.findFirst().orElseThrow().split(" +");
			return LongStream.rangeClosed(1, 3).map((column) -> Long.parseLong(cpu[(int) column])).sum() * TICK_NANOS;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
