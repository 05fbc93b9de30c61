package io.github.httppool.benchmarks.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongBinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.httppool.benchmarks.floor.NettyClient;

/**
 * The CPU time of each event loop of this JVM, by the name of its thread. A loop whose
 * thread has not started is not among them; this starter starts all of its own at once.
 *
 * @param nanos CPU time by name, in user and kernel mode
 */
record LoopTimes(Map<String, Long> nanos) {

	static final LoopTimes NONE = new LoopTimes(Map.of());

	/**
	 * Those of this starter, of Reactor Netty, of Apache HC5 and of the raw Netty client.
	 */
	private static final Pattern LOOP = Pattern
		.compile("(httppool|reactor-http|webflux-http)-(epoll|kqueue|nio|io_uring)-\\d+|httpclient-dispatch-\\d+|"
				+ NettyClient.THREADS + "-.+");

	private static final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	static LoopTimes ofThisProcess() {
		return new LoopTimes(Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
			.filter(Objects::nonNull)
			.filter((thread) -> LOOP.matcher(thread.getThreadName()).matches())
			.collect(Collectors.toMap(ThreadInfo::getThreadName,
					(thread) -> threads.getThreadCpuTime(thread.getThreadId()))));
	}

	LoopTimes plus(LoopTimes other) {
		return combine(other, Long::sum);
	}

	LoopTimes minus(LoopTimes before) {
		return combine(before, (now, then) -> now - then);
	}

	private LoopTimes combine(LoopTimes other, LongBinaryOperator operator) {
		Map<String, Long> combined = new LinkedHashMap<>(this.nanos);
		other.nanos.keySet().forEach((loop) -> combined.putIfAbsent(loop, 0L));
		combined.replaceAll((loop, time) -> operator.applyAsLong(time, other.nanos.getOrDefault(loop, 0L)));
		return new LoopTimes(combined);
	}

	/**
	 * Returns the work of the busiest as a multiple of that of the idlest: 1 if all do
	 * the same, infinite if one does nothing, not a number if there are fewer than two.
	 */
	double busiestToIdlest() {
		if (this.nanos.size() < 2) {
			return Double.NaN;
		}
		Collection<Long> times = this.nanos.values();
		return times.stream().mapToDouble(Long::doubleValue).max().orElseThrow()
				/ times.stream().mapToDouble(Long::doubleValue).min().orElseThrow();
	}

}
