package io.github.httppool.sample.leaks;

import java.net.URI;

/**
 * A bug that loses a response: its connection stays leased until the garbage collector
 * finds the response unreachable.
 */
interface Leak {

	/**
	 * Returns the name by which this bug is triggered.
	 */
	String name();

	/**
	 * Returns the client and the mistake, as a choice for users.
	 */
	String mistake();

	/**
	 * Makes a call and loses the response, which may arrive only after this has returned.
	 * @param uri a resource whose body is too large to arrive together with the headers
	 */
	void happen(URI uri);

}
