package io.github.httppool.pool;

import java.io.IOException;
import java.util.Objects;

/**
 * Tells a caller that its host was not dialed for it, as dials have failed of late. Its
 * cause is the failure of the last one, which all such callers share. Internal: a client
 * tells its caller of an exception of the cause's type.
 */
public final class BackedOffException extends IOException {

	private static final long serialVersionUID = 1L;

	BackedOffException(String message, Throwable lastFailure) {
		super(message, lastFailure);
	}

	@Override
	public String getMessage() {
		return Objects.requireNonNull(super.getMessage());
	}

	/**
	 * Nothing: made thousands of times a second in an outage, and thrown nowhere.
	 */
	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

	/**
	 * Returns why the last dial has failed.
	 * @return the failure, the same for all callers
	 */
	public Throwable lastFailure() {
		return Objects.requireNonNull(getCause());
	}

}
