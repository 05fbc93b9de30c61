package io.github.httppool.pool;

/**
 * Who is to act before a lease can end.
 */
public enum LeaseHolder {

	/** The server: its response, or more of it, is waited for. */
	SERVER,

	/** The application: it has the response and asks for no more of it. */
	APPLICATION,

	/** Nobody any more: the application has dropped the response. */
	NOBODY,

	/**
	 * Either side, or nobody needs to: the request is being sent, or the lease lasts for
	 * as long as the application likes.
	 */
	ANYBODY

}
