package io.github.httppool;

/**
 * What resolves the names of hosts.
 */
public enum NameResolver {

	/**
	 * Netty, which asks the name servers itself, and knows for how long each answer
	 * holds.
	 */
	NETTY,

	/**
	 * The Java runtime, and through it whatever the system is configured to use, on
	 * threads of the pool's own.
	 */
	JDK

}
