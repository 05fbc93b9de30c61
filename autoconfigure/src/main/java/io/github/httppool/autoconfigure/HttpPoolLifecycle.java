package io.github.httppool.autoconfigure;

import java.time.Duration;

import io.github.httppool.netty.ReactorHttpPools;

import org.springframework.context.SmartLifecycle;

/**
 * Waits for calls in progress when the application stops. New calls are not refused here,
 * because beans may still make calls while they are destroyed; the pools close when they
 * are destroyed themselves, after all the beans that use them.
 */
final class HttpPoolLifecycle implements SmartLifecycle {

	/**
	 * Stops after the message listeners, the web server and the task executors, any of
	 * which may be in the middle of a call.
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
		this.pools.drain(this.drainTimeout).whenComplete((receipts, failure) -> {
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
