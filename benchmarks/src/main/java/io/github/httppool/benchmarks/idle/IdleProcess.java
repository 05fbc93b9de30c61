package io.github.httppool.benchmarks.idle;

import java.lang.management.ManagementFactory;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.httppool.benchmarks.harness.NoisyNeighbours;

/**
 * Opens connections of one kind, and tells what they take on the heap, and what the
 * process takes of a core while nothing happens. Some connections, which do not count,
 * have loaded the classes before.
 */
public final class IdleProcess {

	/** Begins the line with all figures. */
	static final String FIGURES = "figures";

	/** Begins a line of the class histogram: instances, bytes and class follow. */
	static final String CLASS = "class";

	private static final int COLLECTIONS = 3;

	/** Some sweeps, so that the compiler is done with them. */
	private static final int SETTLE_SECONDS = 60;

	/**
	 * Fewer than 1,000, as the kernel probes connections of the same second in one batch
	 * and drops what of it is beyond {@code net.core.netdev_max_backlog} over loopback.
	 * Connections whose probes are lost are closed after a minute.
	 */
	private static final int OPENED_PER_SECOND = 500;

	private static final int WARM_UP_HOSTS = 200;

	private static final UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private IdleProcess() {
	}

	public static void main(String[] args) throws Exception {
		IdleClient client = IdleClient.valueOf(args[0]);
		int port = Integer.parseInt(args[1]);
		int count = Integer.parseInt(args[2]);
		int seconds = Integer.parseInt(args[3]);
		NoisyNeighbours neighbours = new NoisyNeighbours(Long.parseLong(args[4]));

		IdleClient.Connections connections = client.create(port, WARM_UP_HOSTS + count);
		IdleHosts.addresses(0, WARM_UP_HOSTS).forEach(connections::openTo);
		ClassHistogram histogramBefore = ClassHistogram.now();
		long heapBefore = heapBytes();
		long descriptorsBefore = system.getOpenFileDescriptorCount();
		open(connections, IdleHosts.addresses(WARM_UP_HOSTS, count).iterator());
		long heap = heapBytes() - heapBefore;
		ClassHistogram histogram = ClassHistogram.now().minus(histogramBefore);

		TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
		long neighboursBefore = neighbours.cpuNanos();
		long wall = System.nanoTime();
		long cpu = system.getProcessCpuTime();
		TimeUnit.SECONDS.sleep(seconds);
		cpu = system.getProcessCpuTime() - cpu;
		wall = System.nanoTime() - wall;
		boolean quiet = NoisyNeighbours.areQuiet(neighbours.cpuNanos() - neighboursBefore, wall);
		verify(connections.open(), count, system.getOpenFileDescriptorCount() - descriptorsBefore);

		histogram.print();
		System.out.printf("%s %d %f %b%n", FIGURES, heap, (double) cpu / wall, quiet);
		System.exit(0);
	}

	private static void open(IdleClient.Connections connections, Iterator<String> hosts) throws InterruptedException {
		long start = System.nanoTime();
		for (int opened = 0; hosts.hasNext(); opened++) {
			connections.openTo(hosts.next());
			long due = start + opened * TimeUnit.SECONDS.toNanos(1) / OPENED_PER_SECOND;
			TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
		}
	}

	private static void verify(int open, int count, long descriptors) {
		if (open != WARM_UP_HOSTS + count || descriptors < count) {
			throw new IllegalStateException("%,d connections are open, and %,d more descriptors, for %,d connections"
				.formatted(open, descriptors, WARM_UP_HOSTS + count));
		}
	}

	private static long heapBytes() throws InterruptedException {
		for (int i = 0; i < COLLECTIONS; i++) {
			System.gc();
			// References that a collection has cleared are handled after it.
			TimeUnit.MILLISECONDS.sleep(200);
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
