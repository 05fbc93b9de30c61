package io.github.httppool.autoconfigure;

import java.util.List;

import io.github.httppool.DrainReceipt;
import io.github.httppool.netty.ReactorHttpPools;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

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

	private volatile boolean draining;

	HttpPoolLifecycle(ReactorHttpPools pools) {
		this.pools = pools;
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
		this.draining = true;
		this.pools.drain().whenComplete((receipts, failure) -> {
			drained(receipts, failure);
			callback.run();
		});
	}

	private void drained(@Nullable List<DrainReceipt> receipts, @Nullable Throwable failure) {
		this.draining = false;
		this.running = false;
		if (receipts == null) {
			logger.warn("The pools could not be drained", failure);
		}
	}

	/**
	 * Spring does not wait longer than its own limit for a phase, and says so only in
	 * terms of its beans.
	 */
	@Override
	public void destroy() {
		if (this.draining) {
			logger.warn("Spring has ended its wait for the calls under way"
					+ " (spring.lifecycle.timeout-per-shutdown-phase): the pools go on waiting for them,"
					+ " but beans that they need are destroyed from now on");
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
