package io.github.httppool.benchmarks.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * By how much Linux may wake a sleeping thread later than it asked for, to wake several
 * at once: 50 us unless the thread sets less, which is as long as a call here takes.
 * Elsewhere there is no such setting.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_timerslack_ns.5.html">
 * proc_pid_timerslack_ns(5)</a>
 */
final class TimerSlack {

	/** A symbolic link to {@code <process>/task/<thread>}. */
	private static final Path CURRENT_THREAD = Path.of("/proc/thread-self");

	private static final String SMALLEST_NANOS = "1";

	private TimerSlack() {
	}

	/**
	 * Has the current thread woken as soon as possible.
	 */
	static void minimize() {
		if (!Files.isSymbolicLink(CURRENT_THREAD)) {
			return;
		}
		try {
			Path thread = Files.readSymbolicLink(CURRENT_THREAD).getFileName();
			Path slack = Path.of("/proc").resolve(thread).resolve("timerslack_ns");
			if (Files.isWritable(slack)) {
				Files.writeString(slack, SMALLEST_NANOS);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
