package io.github.httppool.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.Arrays;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * What this JVM has used since it started: its callers, event loops, compiler and garbage
 * collector together.
 *
 * @param wallNanos the time
 * @param cpuNanos CPU time of all threads, in user and kernel mode
 * @param allocatedBytes bytes allocated on the heap by all threads
 */
record Expense(long wallNanos, long cpuNanos, long allocatedBytes) {

	static final Expense NONE = new Expense(0, 0, 0);

	private static final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final Method totalAllocated = totalAllocated();

	static Expense now() {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		return new Expense(System.nanoTime(), system.getProcessCpuTime(), allocated());
	}

	Expense plus(Expense other) {
		return new Expense(this.wallNanos + other.wallNanos, this.cpuNanos + other.cpuNanos,
				this.allocatedBytes + other.allocatedBytes);
	}

	Expense minus(Expense before) {
		return new Expense(this.wallNanos - before.wallNanos, this.cpuNanos - before.cpuNanos,
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
