package io.github.httppool;

/**
 * When a pool opens the connections that it keeps ready for its clients'
 * {@code base-url}, as many as {@link HttpPoolSettings.Pool#minIdleConnections()}.
 */
public enum WarmUp {

	/** After the first call to the host has connected. None is opened before. */
	OFF,

	/** When the application starts, which does not wait for them. */
	BACKGROUND,

	/**
	 * When the application starts, which is ready to serve once they are open: as soon as
	 * they are, or cannot be opened in time. Without Spring Boot the same as
	 * {@link #BACKGROUND}.
	 */
	READINESS

}
