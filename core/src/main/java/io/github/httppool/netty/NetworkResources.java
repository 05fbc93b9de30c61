package io.github.httppool.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.httppool.AddressUse;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.LocalPortsSnapshot;
import io.github.httppool.pool.BlockedLoop;
import io.github.httppool.text.GuardedLog;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Event loops, timers and name resolvers of all pools of one application. Reactor Netty's
 * global ones are shared by all applications of the JVM: closing one would stop the calls
 * of another.
 */
final class NetworkResources {

	private static final Log logger = LogFactory.getLog(NetworkResources.class);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

	private static final String THREAD_PREFIX = "httppool";

	private final EventLoops loops;

	private final SharedResources shared;

	private final ConnectionSpread spread;

	private final PoolTimers timers = new PoolTimers();

	private final EventLoopWatch watch;

	private final Map<ResolverSettings, AddressResolverGroup<InetSocketAddress>> resolvers = new ConcurrentHashMap<>();

	/**
	 * Creates the resources.
	 * @param shared what they consist of
	 * @throws IllegalArgumentException if the transport cannot be used here
	 */
	NetworkResources(SharedResources shared) {
		this.shared = shared;
		this.loops = new EventLoops(THREAD_PREFIX, shared.eventLoops(), Transport.of(shared.transport()));
		this.spread = new ConnectionSpread(group());
		this.watch = new EventLoopWatch(System::nanoTime, group());
		startEventLoops();
	}

	/**
	 * A thread of Netty's inherits the thread-locals of the one that starts it. The
	 * application's code on event loops finds its classes by the class loader of the
	 * thread that makes the pools.
	 */
	private void startEventLoops() {
		ClassLoader application = Thread.currentThread().getContextClassLoader();
		CompletableFuture.runAsync(() -> {
			Thread.currentThread().setContextClassLoader(application);
			group().forEach((eventLoop) -> eventLoop.execute(() -> {
			}));
		}, new PoolThreads("httppool-start")).join();
	}

	LoopResources loops() {
		return this.loops;
	}

	/**
	 * Returns what spreads the connections over the event loops.
	 */
	ConnectionSpread spread() {
		return this.spread;
	}

	PoolTimers timers() {
		return this.timers;
	}

	/**
	 * Returns how many ports connections to an address have, if that is known here. May
	 * block.
	 */
	Optional<LocalPortsSnapshot> localPorts(InetSocketAddress remote) {
		return this.shared.localPorts().apply(remote);
	}

	/**
	 * Has a task run later, on no event loop.
	 * @return cancels it, unless it has begun
	 */
	Runnable after(Duration delay, Runnable task) {
		return this.timers.after(delay, task)::dispose;
	}

	/**
	 * Returns the event loop of this thread: as long as the thread waits, no call on that
	 * event loop goes on.
	 * @return the event loop, or {@code null} if this is no thread of an event loop
	 */
	@Nullable BlockedLoop blockedLoop() {
		int others = 0;
		EventExecutor present = null;
		for (EventExecutor eventLoop : group()) {
			if (eventLoop.inEventLoop()) {
				present = eventLoop;
			}
			else {
				others++;
			}
		}
		return (present != null) ? blocked(present, others == 0) : null;
	}

	private static BlockedLoop blocked(EventExecutor present, boolean only) {
		return new BlockedLoop(Thread.currentThread().getName(), only,
				(connection) -> ((PooledConnection) connection).channel().eventLoop() == present);
	}

	private EventLoopGroup group() {
		return this.loops.group();
	}

	/**
	 * Returns what watches whether the event loops are late.
	 */
	EventLoopWatch watch() {
		return this.watch;
	}

	/**
	 * Runs a task as soon as one of the event loops has read what there is, once more for
	 * each other one.
	 */
	void afterNextRead(Runnable task) {
		try {
			for (EventExecutor eventLoop : group()) {
				EventLoopDelay.afterNextRead(eventLoop, task);
			}
		}
		catch (RejectedExecutionException ex) {
			// The event loops are shut down, and the calls with them.
		}
	}

	/**
	 * Repeats an action; one that fails is logged, and repeated all the same.
	 */
	Future<?> every(Duration interval, Runnable action) {
		return group().next().scheduleWithFixedDelay(() -> {
			try {
				action.run();
			}
			catch (Throwable ex) {
				// A task that throws would not be repeated.
				GuardedLog.write(logger::error, "Upkeep of the pool has failed", ex);
			}
		}, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Returns the resolver that resolves names in the given way, the same one each time,
	 * as what it keeps is for all.
	 * @param timeout within which time it answers
	 * @param names how it resolves
	 */
	AddressResolverGroup<InetSocketAddress> resolver(Duration timeout, HttpPoolSettings.Names names) {
		return this.resolvers.computeIfAbsent(ResolverSettings.of(timeout, names),
				(settings) -> new BoundedResolverGroup(createResolver(timeout, names), timeout));
	}

	private AddressResolverGroup<InetSocketAddress> createResolver(Duration timeout, HttpPoolSettings.Names names) {
		return switch (names.resolver()) {
			case NETTY -> new DnsResolverGroup(this.loops, timeout, names, null);
			case JDK -> new JdkResolverGroup(
					new JdkLookups(InetAddress::getAllByName, System::nanoTime, names.maxTtl(), names.negativeTtl()));
		};
	}

	/**
	 * What makes one resolver differ from another one.
	 *
	 * @param timeout within which time it answers
	 * @param names how it resolves, whatever becomes of the addresses
	 */
	private record ResolverSettings(Duration timeout, HttpPoolSettings.Names names) {

		static ResolverSettings of(Duration timeout, HttpPoolSettings.Names names) {
			return new ResolverSettings(timeout, new HttpPoolSettings.Names(AddressUse.ALL, names.resolver(),
					names.maxTtl(), names.minTtl(), names.negativeTtl(), names.ndots(), names.searchDomains()));
		}

	}

	/**
	 * Ends all threads; whatever is still open is closed.
	 */
	Mono<Void> close() {
		this.timers.close();
		this.resolvers.values().forEach(AddressResolverGroup::close);
		return this.loops.disposeLater(Duration.ZERO, CLOSE_TIMEOUT);
	}

}
