package io.github.httppool;

/**
 * Which of several idle connections is leased next.
 */
public enum Leasing {

	/**
	 * The most recently used one. Leaves the others idle until they expire, so that a
	 * pool shrinks when traffic does.
	 */
	LIFO,

	/** The one that has been idle longest. Keeps all of them in use. */
	FIFO

}
