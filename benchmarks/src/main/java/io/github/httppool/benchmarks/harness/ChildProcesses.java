package io.github.httppool.benchmarks.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The processes that this one has started. Known on Linux only; elsewhere they seem to
 * use nothing.
 */
public final class ChildProcesses {

	/** See {@code proc_pid_stat(5)}: the name of the command is in brackets. */
	private static final Path STATISTICS = Path.of("/proc/self/stat");

	private static final String END_OF_NAME = ") ";

	/** The user time of ended children, counted from the state, which is column 3. */
	private static final int USER = 16 - 3;

	/** The time of ended children in the kernel. */
	private static final int KERNEL = 17 - 3;

	/** The unit of the kernel's times for programs. */
	private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private ChildProcesses() {
	}

	/**
	 * Returns the CPU time of all that have ended.
	 */
	public static long endedCpuNanos() {
		if (!Files.isReadable(STATISTICS)) {
			return 0;
		}
		try {
			String statistics = Files.readString(STATISTICS);
			String[] columns = statistics.substring(statistics.lastIndexOf(END_OF_NAME) + END_OF_NAME.length())
				.split(" ");
			return (Long.parseLong(columns[USER]) + Long.parseLong(columns[KERNEL])) * TICK_NANOS;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
