package io.github.httppool.benchmarks.load;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.Arrays;

import io.github.httppool.benchmarks.harness.ChildProcesses;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * What a process has used since it started. That of a JVM is its callers, event loops,
 * compiler and garbage collector together.
 *
 * @param wallNanos the time
 * @param cpuNanos CPU time of all threads, in user and kernel mode
 * @param allocatedBytes bytes allocated on the heap by all threads; not a number where
 * there is no such heap
 */
record CpuCost(long wallNanos, long cpuNanos, double allocatedBytes) {

	static final CpuCost NONE = new CpuCost(0, 0, 0);

	private static final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final Method totalAllocated = totalAllocated();

	static CpuCost ofThisProcess() {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		return new CpuCost(System.nanoTime(), system.getProcessCpuTime(), allocated());
	}

	/**
	 * Returns the cost of all processes that this one has started and that have ended.
	 * Linux keeps it, in user and kernel mode.
	 */
	static CpuCost ofEndedChildren() {
		return new CpuCost(System.nanoTime(), ChildProcesses.endedCpuNanos(), Double.NaN);
	}

	CpuCost plus(CpuCost other) {
		return new CpuCost(this.wallNanos + other.wallNanos, this.cpuNanos + other.cpuNanos,
				this.allocatedBytes + other.allocatedBytes);
	}

	CpuCost minus(CpuCost before) {
		return new CpuCost(this.wallNanos - before.wallNanos, this.cpuNanos - before.cpuNanos,
				this.allocatedBytes - before.allocatedBytes);
	}

	private static long allocated() {
		if (totalAllocated == null) {
			// Threads that have ended are missing; during a run none ends.
			return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
				.filter((bytes) -> bytes > 0)
				.sum();
		}
		try {
			return (long) totalAllocated.invoke(threads);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Since Java 21; it counts threads that have ended too. */
	private static Method totalAllocated() {
		try {
			return ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

}
