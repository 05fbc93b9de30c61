package io.github.httppool.benchmarks.pool;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Calls that take no time: the next lease of a thread begins as soon as the last one has
 * ended, so threads compete for the lock as they never do in an application. There is an
 * idle connection for each thread at each host that it calls, and threads share hosts
 * only if there are fewer hosts than threads.
 */
@State(Scope.Benchmark)
public class AcquireAndRelease {

	private static final int PORT = 80;

	/** How many hosts there are. */
	@Param("1")
	public int hosts;

	/** Who hears of the leases. */
	@Param("NONE")
	public Listening listening;

	/**
	 * How many locks there are: 1 as in the pool, or as many pools of which each has a
	 * part of the hosts. One that were striped would do the same work under each of its
	 * locks, and would have a total beside them.
	 */
	@Param("1")
	public int locks;

	private final List<WarmPool> pools = new ArrayList<>();

	private final AtomicInteger leased = new AtomicInteger();

	private SocketAddress[] addresses;

	private Listening.Listeners listeners;

	@Setup
	public void open(BenchmarkParams params) {
		this.listeners = this.listening.open();
		for (int i = 0; i < this.locks; i++) {
			this.pools.add(new WarmPool(this.listeners.all()));
		}
		this.addresses = IntStream.range(0, this.hosts)
			.mapToObj((host) -> InetSocketAddress.createUnresolved("host-" + host, PORT))
			.toArray(SocketAddress[]::new);
		for (int host = 0; host < this.hosts; host++) {
			poolOf(host).open(this.addresses[host], (this.hosts < params.getThreads()) ? params.getThreads() : 1);
		}
	}

	private WarmPool poolOf(int host) {
		return this.pools.get(host % this.locks);
	}

	@TearDown
	public void verify() throws Exception {
		this.pools.forEach(WarmPool::verify);
		this.listeners.close();
	}

	/**
	 * Leases an idle connection and gives it back.
	 * @param visits the host that the thread calls next
	 * @return the caller, which had the lease
	 */
	@Benchmark
	public Object call(Visits visits) {
		int host = visits.next();
		if (this.locks == 1) {
			return this.pools.get(0).call(this.addresses[host]);
		}
		this.leased.incrementAndGet();
		Caller caller = poolOf(host).call(this.addresses[host]);
		this.leased.decrementAndGet();
		return caller;
	}

	/**
	 * The clock and the caller that each call brings along, which are none of the pool's
	 * cost.
	 * @param visits the host that the thread calls next
	 * @return the caller
	 */
	@Benchmark
	public Object callerAlone(Visits visits) {
		Caller caller = new Caller(this.addresses[visits.next()], System.nanoTime());
		return (System.nanoTime() > caller.since()) ? caller : this;
	}

	/**
	 * The lock alone, taken and freed twice as by each call: the floor for any design
	 * that has one.
	 * @return what was read under the lock
	 */
	@Benchmark
	public boolean lockAlone() {
		WarmPool pool = this.pools.get(0);
		return pool.isEmpty() || pool.isEmpty();
	}

	/**
	 * The hosts of one thread, in an order that no cache foresees.
	 */
	@State(Scope.Thread)
	public static class Visits {

		private int[] order;

		private int next;

		@Setup
		public void shuffle(AcquireAndRelease calls, ThreadParams thread) {
			int threads = thread.getThreadCount();
			boolean shared = calls.hosts < threads;
			List<Integer> own = new ArrayList<>(IntStream.range(0, calls.hosts)
				.filter((host) -> shared || host % threads == thread.getThreadIndex())
				.boxed()
				.toList());
			Collections.shuffle(own, new Random(thread.getThreadIndex()));
			this.order = own.stream().mapToInt(Integer::intValue).toArray();
		}

		int next() {
			int host = this.order[this.next];
			this.next = (this.next + 1 == this.order.length) ? 0 : this.next + 1;
			return host;
		}

	}

}
