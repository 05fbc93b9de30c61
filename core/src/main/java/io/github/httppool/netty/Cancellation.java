package io.github.httppool.netty;

import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * What the pool has to know of a call beyond its waiting for a connection: whether it was
 * cancelled, which Reactor Netty does not pass on to a {@code ConnectionProvider},
 * whether its response is on the way to the application, and which lease it had last, as
 * a redirect goes on from there. Every call carries one of these in its context.
 * Thread-safe.
 */
class Cancellation {

	private boolean cancelled;

	// Guarded by this when written.
	private volatile @Nullable ReactorAcquire caller;

	private volatile boolean delivered;

	static @Nullable Cancellation of(ContextView context) {
		return context.getOrDefault(Cancellation.class, null);
	}

	/**
	 * Names the caller to tell, who replaces the one before: a call that is redirected
	 * waits again.
	 */
	void tell(ReactorAcquire newCaller) {
		synchronized (this) {
			this.caller = newCaller;
			if (!this.cancelled) {
				return;
			}
		}
		newCaller.cancel();
	}

	void cancel() {
		ReactorAcquire told;
		synchronized (this) {
			this.cancelled = true;
			told = this.caller;
		}
		if (told != null) {
			told.cancel();
		}
	}

	/**
	 * The response is on its way to the application.
	 */
	void delivers() {
		this.delivered = true;
	}

	boolean isDelivered() {
		return this.delivered;
	}

	/**
	 * Returns the lease that the call has had last.
	 * @return the lease, or {@code null} if there was none
	 */
	@Nullable LeasedConnection lease() {
		ReactorAcquire last = this.caller;
		return (last != null) ? last.lease() : null;
	}

}
