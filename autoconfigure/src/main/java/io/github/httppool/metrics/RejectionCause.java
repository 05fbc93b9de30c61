package io.github.httppool.metrics;

import io.github.httppool.FileDescriptorsExhaustedException;
import io.github.httppool.HttpPoolListener.NotAcquired;
import io.github.httppool.PoolClosedException;

/**
 * Why a caller was refused a connection.
 */
enum RejectionCause {

	/** Too many callers were already waiting. */
	QUEUE_FULL,

	/** The caller had waited for {@code timeouts.acquire}. */
	TIMEOUT,

	/** The pool was closed. */
	CLOSED,

	/** The process had almost no file descriptors left. */
	FD;

	static RejectionCause ofRejected(NotAcquired event) {
		if (event.error() instanceof FileDescriptorsExhaustedException) {
			return FD;
		}
		return (event.error() instanceof PoolClosedException) ? CLOSED : QUEUE_FULL;
	}

}
