package io.github.httppool;

/**
 * Which addresses of a name connections are opened to.
 */
public enum AddressUse {

	/** Spread over all of them; one that cannot be reached is left out until it can. */
	ALL,

	/** The first of them that can be reached, in the order of the resolver. */
	FIRST

}
