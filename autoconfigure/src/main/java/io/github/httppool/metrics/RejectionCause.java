package io.github.httppool.metrics;

import io.github.httppool.FileDescriptorsExhaustedException;
import io.github.httppool.HttpPoolListener.NotAcquired;
import io.github.httppool.PoolClosedException;

/**
 * Why a caller was refused a connection.
 */
enum RejectionCause {

	/** Too many were waiting already. */
	QUEUE_FULL,

	/** Has waited for {@code timeouts.acquire}. */
	TIMEOUT,

	/** The pool was closed. */
	CLOSED,

	/** The process has hardly any file descriptors left. */
	FD;

	static RejectionCause ofRejected(NotAcquired event) {
		if (event.error() instanceof FileDescriptorsExhaustedException) {
			return FD;
		}
		return (event.error() instanceof PoolClosedException) ? CLOSED : QUEUE_FULL;
	}

}
