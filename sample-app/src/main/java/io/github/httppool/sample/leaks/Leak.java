package io.github.httppool.sample.leaks;

import java.net.URI;

/**
 * A bug that loses a response: its connection stays leased until the garbage collector
 * has found that nobody can read it any more.
 */
interface Leak {

	/**
	 * Name under which a person asks for this bug.
	 */
	String name();

	/**
	 * Client and mistake, for a person to choose from.
	 */
	String mistake();

	/**
	 * Calls, and loses the response. It may arrive only after this has returned.
	 * @param uri what answers with a body too large to come along with the headers
	 */
	void happen(URI uri);

}
