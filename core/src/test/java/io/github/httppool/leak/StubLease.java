package io.github.httppool.leak;

import java.util.concurrent.Executor;

import io.github.httppool.call.Call;
import org.jspecify.annotations.Nullable;

/**
 * A lease that ends when a test says so, and remembers what was done to it.
 */
final class StubLease implements TrackedLease {

	private final Call call;

	private final long since;

	private boolean upgraded;

	private boolean eventStream;

	private boolean ended;

	boolean toldReclaiming;

	int aborts;

	StubLease(Call call, long since) {
		this.call = call;
		this.since = since;
	}

	void end() {
		this.ended = true;
	}

	@Override
	public String host() {
		return "orders:80";
	}

	@Override
	public long connectionId() {
		return 7;
	}

	@Override
	public String request() {
		return "GET /orders/17";
	}

	@Override
	public Call call() {
		return this.call;
	}

	@Override
	public long since() {
		return this.since;
	}

	@Override
	public boolean isUpgraded() {
		return this.upgraded;
	}

	void upgrade() {
		this.upgraded = true;
	}

	@Override
	public boolean isEventStream() {
		return this.eventStream;
	}

	void streamEvents() {
		this.eventStream = true;
	}

	@Override
	public void whileHeld(Runnable action) {
		if (!this.ended) {
			action.run();
		}
	}

	@Override
	public Executor eventLoop() {
		return Runnable::run;
	}

	@Override
	public void reclaiming() {
		this.toldReclaiming = true;
	}

	@Override
	public void abort() {
		this.aborts++;
	}

}
