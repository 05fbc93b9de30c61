package io.github.httppool.text;

/**
 * A number of things in words. Internal: not meant for applications.
 */
public final class Counted {

	private Counted() {
	}

	/**
	 * Returns the number and the noun, in the plural unless it is one.
	 * @param count the number
	 * @param noun the noun in the singular, whose plural ends with {@code s}
	 * @return for example {@code 1 call} or {@code 2 calls}
	 */
	public static String of(long count, String noun) {
		return count + " " + noun + ((count == 1) ? "" : "s");
	}

}
