package io.github.httppool.pool;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Connections that are opened once, before anybody wants them. Ends with the last of its
 * dials. Guarded by the pool's lock.
 */
final class OpeningRound {

	private final PoolLock lock;

	private final ConnectionGroup group;

	private final int wanted;

	private final CompletableFuture<Integer> result = new CompletableFuture<>();

	private int underWay;

	private @Nullable DialFailure failure;

	/**
	 * Creates a round.
	 * @param lock guards it
	 * @param group where the connections belong
	 * @param wanted how many are to be idle
	 */
	OpeningRound(PoolLock lock, ConnectionGroup group, int wanted) {
		this.lock = lock;
		this.group = group;
		this.wanted = wanted;
	}

	/**
	 * Completes with how many are idle then, or why there are fewer than wanted. What
	 * depends on it runs on the thread that ends the last dial, with the lock free.
	 */
	CompletableFuture<Integer> result() {
		return this.result;
	}

	/**
	 * The dials have begun; their ends cannot have been heard yet.
	 */
	void begun(int dials) {
		this.lock.assertHeld();
		this.underWay = dials;
		endIfOver();
	}

	void opened() {
		ended();
	}

	void notOpened(DialFailure why) {
		this.failure = why;
		ended();
	}

	private void ended() {
		this.lock.assertHeld();
		this.underWay--;
		endIfOver();
	}

	private void fail(DialFailure why) {
		try {
			this.result.completeExceptionally(why.error());
		}
		catch (Throwable ex) {
			// An error of a refusal is made only now.
			this.result.completeExceptionally(ex);
		}
	}

	private void endIfOver() {
		if (this.underWay > 0) {
			return;
		}
		int idle = this.group.idleCount();
		DialFailure why = this.failure;
		if (why != null && idle < this.wanted) {
			this.lock.runAfterUnlock(() -> fail(why));
		}
		else {
			this.lock.runAfterUnlock(() -> this.result.complete(idle));
		}
	}

}
