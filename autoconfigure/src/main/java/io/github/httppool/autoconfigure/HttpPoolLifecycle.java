package io.github.httppool.autoconfigure;

import java.util.concurrent.CompletableFuture;

import io.github.httppool.netty.ReactorHttpPools;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Drains the pools when the application stops. New calls are not refused here, because
 * beans may still make calls while they are destroyed; the pools close when they are
 * destroyed themselves, after all the beans that use them, and are drained once more
 * then.
 */
final class HttpPoolLifecycle implements SmartLifecycle, DisposableBean {

	/**
	 * Stops after the message listeners, the web server and the task executors, any of
	 * which may be in the middle of a call.
	 */
	static final int PHASE = Integer.MAX_VALUE / 2 - 1024;

	private static final Log logger = LogFactory.getLog(HttpPoolLifecycle.class);

	private final ReactorHttpPools pools;

	private volatile boolean running;

	private volatile CompletableFuture<?> drain = CompletableFuture.completedFuture(null);

	HttpPoolLifecycle(ReactorHttpPools pools) {
		this.pools = pools;
	}

	@Override
	public void start() {
		this.pools.started();
		this.running = true;
	}

	/**
	 * Does not wait for the drain. Spring stops a {@link SmartLifecycle} with a callback
	 * only.
	 */
	@Override
	public void stop() {
		stop(() -> {
		});
	}

	/**
	 * From the beginning it does not run any more: Spring may give up on this drain and
	 * start the context again, which ends it. The next stop drains again.
	 */
	@Override
	public void stop(Runnable callback) {
		this.running = false;
		CompletableFuture<?> drain = this.pools.drain().toCompletableFuture();
		this.drain = drain;
		drain.whenComplete((receipts, failure) -> {
			if (failure != null) {
				logger.warn("The pools could not be drained", failure);
			}
			callback.run();
		});
	}

	/**
	 * When Spring gives up on a drain, it says so only in terms of its beans.
	 */
	@Override
	public void destroy() {
		if (!this.drain.isDone()) {
			logger.warn("Spring does not wait any longer for the calls under way, as"
					+ " spring.lifecycle.timeout-per-shutdown-phase is over or its thread was interrupted:"
					+ " the pools go on waiting for them, but beans that they need are destroyed from now on");
		}
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
