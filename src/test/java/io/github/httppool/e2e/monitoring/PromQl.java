package io.github.httppool.e2e.monitoring;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads expressions of PromQL. That they are valid is for Prometheus to say; this only
 * finds the metrics that they name.
 */
final class PromQl {

	/**
	 * What names no metric, in the order in which it is removed: strings, label matchers,
	 * ranges, and lists of labels. Strings go first, as they may contain the brackets of
	 * the others.
	 */
	private static final Pattern[] NO_METRICS = { Pattern.compile("\"(\\\\.|[^\"\\\\])*\"|'(\\\\.|[^'\\\\])*'|`[^`]*`"),
			Pattern.compile("\\{[^}]*}"), Pattern.compile("\\[[^]]*]"),
			Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)") };

	/**
	 * A name that no bracket follows, which would make it a function.
	 */
	private static final Pattern NAME = Pattern.compile("(?<![\\w.:])[a-zA-Z_:][\\w:]*+(?!\\s*\\()");

	private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "by", "without", "on", "ignoring",
			"group_left", "group_right", "bool", "offset", "atan2", "inf", "nan", "Inf", "NaN");

	private PromQl() {
	}

	/**
	 * Returns the names of the metrics that an expression reads.
	 */
	static Set<String> metrics(String expression) {
		String rest = expression;
		for (Pattern pattern : NO_METRICS) {
			rest = pattern.matcher(rest).replaceAll(" ");
		}
		Set<String> names = new TreeSet<>();
		NAME.matcher(rest)
			.results()
			.map((name) -> name.group())
			.filter((name) -> !KEYWORDS.contains(name))
			.forEach(names::add);
		return names;
	}

}
