package io.github.httppool.leak;

import java.util.regex.Pattern;

/**
 * Calls like one that has leaked, for a while.
 *
 * @param pattern what they look like, with or without values for the template's variables
 * @param until when the while ends, in nanoseconds
 */
record LeakingCalls(Pattern pattern, long until) {

	private static final Pattern VARIABLE = Pattern.compile("\\{[^/]+}");

	/**
	 * Returns the calls with a template.
	 * @param template method and path
	 */
	static LeakingCalls of(String template, long until) {
		String anyValues = VARIABLE.matcher(template).replaceAll("\\\\E[^/]*\\\\Q");
		return new LeakingCalls(Pattern.compile("\\Q" + anyValues + "\\E"), until);
	}

	boolean include(String call) {
		return this.pattern.matcher(call).matches();
	}

	boolean isOver(long now) {
		return now - this.until >= 0;
	}

}
