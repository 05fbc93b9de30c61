package io.github.httppool.fleet;

/**
 * Counts the instances of this application that run now, as far as is known.
 */
@FunctionalInterface
public interface ReplicaCount {

	/**
	 * Counts them. May block, and may be interrupted then.
	 * @return how many there are, this one included; 0 or less if none is known
	 * @throws Exception if they cannot be counted
	 */
	int count() throws Exception;

}
