package io.github.httppool.netty;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

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

	/** Many times what it takes; after that each loads what it needs itself. */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Map<NetworkTransport, PoolsPreload> begun = new ConcurrentHashMap<>();

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
	public static PoolsPreload begin(NetworkTransport transport) {
		return begun.computeIfAbsent(transport, PoolsPreload::start);
	}

	private static PoolsPreload start(NetworkTransport transport) {
		CompletableFuture<Void> loaded = CompletableFuture.runAsync(() -> load(transport),
				new PoolThreads("httppool-preload"));
		return new PoolsPreload(loaded.whenComplete((done, failure) -> {
			if (failure != null) {
				logger.debug("The pools could not be loaded early", failure);
			}
		}));
	}

	private static void load(NetworkTransport transport) {
		SharedResources shared = new SharedResources(1, transport, DescriptorGuard.NONE, (address) -> Optional.empty());
		new ReactorHttpPools(Map.of(HttpPool.DEFAULT, HttpPoolSettings.DEFAULT), 1, 1, shared, List.of()).close();
	}

	/**
	 * Waits for the end, whether it has succeeded or failed: classes that two threads
	 * initialize in different order can block each other for ever.
	 * @return whether it has come, which it does unless something blocks it
	 */
	public boolean await() {
		return Patience.await(this.loaded, PATIENCE);
	}

}
