package io.github.httppool.netty;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.NetworkTransport;
import io.github.httppool.pool.DescriptorGuard;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Loads the classes and the native library of the pools on a thread of its own, before an
 * application makes its pools. Most of the time that the first pools of a JVM take is
 * loading.
 */
public final class PoolsPreload {

	private static final Log logger = LogFactory.getLog(PoolsPreload.class);

	private static final String THREAD = "httppool-preload";

	/** Many times what it takes; after that each loads what it needs itself. */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	// Guarded by the class, like what follows.
	private static final Map<NetworkTransport, PoolsPreload> begun = new EnumMap<>(NetworkTransport.class);

	private static CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

	private final CompletableFuture<Void> loaded;

	private PoolsPreload(CompletableFuture<Void> loaded) {
		this.loaded = loaded;
	}

	/**
	 * Begins to load, by making a pool and closing it, unless this JVM has done so
	 * before. What fails is left to the application, whose own pools fail for the same
	 * reason.
	 * @param transport how the pools will wait for the network
	 * @return tells when it has ended
	 */
	public static synchronized PoolsPreload begin(NetworkTransport transport) {
		return begun.computeIfAbsent(transport, PoolsPreload::start);
	}

	/**
	 * One after the other, should a JVM have applications with several transports.
	 */
	private static PoolsPreload start(NetworkTransport transport) {
		last = last.thenRunAsync(() -> load(transport), new PoolThreads(THREAD)).exceptionally((failure) -> {
			logger.debug("The pools could not be loaded early", failure);
			return null;
		});
		return new PoolsPreload(last);
	}

	/**
	 * Creates a pool and closes it without a drain, whose classes no start needs.
	 */
	static void load(NetworkTransport transport) {
		SharedResources shared = new SharedResources(1, transport, DescriptorGuard.NONE, (address) -> Optional.empty());
		new ReactorHttpPools(Map.of(HttpPool.DEFAULT, HttpPoolSettings.DEFAULT), 1, 1, shared, List.of()).closeNow();
	}

	/**
	 * Waits for the end, whether it has succeeded or failed: classes that two threads
	 * initialize in different order can block each other for ever.
	 * @return {@code false} if it takes longer than ten seconds
	 */
	public boolean await() {
		boolean over = Patience.await(this.loaded, PATIENCE);
		if (!over) {
			logger.warn("Thread '%s-1' still loads the pools, after %d s".formatted(THREAD, PATIENCE.toSeconds()));
		}
		return over;
	}

}
