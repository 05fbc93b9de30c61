package io.github.httppool.autoconfigure;

import java.time.Duration;

import io.github.httppool.HttpPool;
import io.github.httppool.netty.ReactorHttpPools;

import org.springframework.context.SmartLifecycle;

/**
 * Lets calls under way finish when the application stops. Nothing is refused here, as
 * beans may still call while they are destroyed; the pools are closed when they are
 * destroyed themselves, after all that use them.
 */
final class HttpPoolLifecycle implements SmartLifecycle {

	/**
	 * Stops after message listeners, the web server and the task executors, all of which
	 * may be in the middle of a call.
	 */
	static final int PHASE = Integer.MAX_VALUE / 2 - 1024;

	private final ReactorHttpPools pools;

	private final Duration drainTimeout;

	private volatile boolean running;

	HttpPoolLifecycle(ReactorHttpPools pools, Duration drainTimeout) {
		this.pools = pools;
		this.drainTimeout = drainTimeout;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public void stop(Runnable callback) {
		this.pools.awaitQuiet(this.drainTimeout).whenComplete((quiet, failure) -> {
			this.pools.forEach(HttpPool::evictIdle);
			this.running = false;
			callback.run();
		});
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * A context that is only paused between tests keeps its connections.
	 */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
