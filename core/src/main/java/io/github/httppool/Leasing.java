package io.github.httppool;

/**
 * Which of several idle connections is leased next.
 */
public enum Leasing {

	/**
	 * The one used last. Lets the others grow idle, so that a pool shrinks when traffic
	 * does.
	 */
	LIFO,

	/** The one idle for longest. Keeps all of them in use. */
	FIFO

}
