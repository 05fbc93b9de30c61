package io.github.httppool.leak;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.github.httppool.call.Call;

/**
 * A response that the application still has and has not read, although its lease has
 * ended: it has arrived in full, or its connection was closed. The connection is free;
 * the buffers of the response are not.
 *
 * @param call the call
 * @param host host and port
 * @param connectionId number of the connection
 * @param heldNanos how long the lease lasted
 * @param known whether the lease was known to leak before it ended
 * @param eventLoop the event loop, on which nothing else can happen to the response
 * meanwhile
 */
record UnreadResponse(Call call, String host, long connectionId, long heldNanos, boolean known, Executor eventLoop) {

	/**
	 * Releases what is left of the response if the application has dropped it.
	 * @param report runs if anything was left
	 */
	void releaseIfForgotten(Runnable report) {
		if (!this.call.isAbandoned()) {
			return;
		}
		try {
			this.eventLoop.execute(() -> {
				if (this.call.isAbandoned() && this.call.endAbandoned()) {
					report.run();
				}
			});
		}
		catch (RejectedExecutionException ex) {
			// The event loops have shut down, and have released their buffers.
		}
	}

}
