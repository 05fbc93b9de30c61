package io.github.httppool.text;

/**
 * Formats a count with its noun, such as "2 calls". Internal: not meant for applications.
 */
public final class Counted {

	private Counted() {
	}

	/**
	 * Returns the number and the noun, in the plural unless it is one.
	 * @param count the number
	 * @param noun the noun in the singular, which must form its plural with {@code s}
	 * @return for example {@code 1 call} or {@code 2 calls}
	 */
	public static String of(long count, String noun) {
		return count + " " + noun + ((count == 1) ? "" : "s");
	}

}
