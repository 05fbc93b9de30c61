package io.github.httppool.leak;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Matches calls that are like those that leaked recently, by their URI templates. While
 * anything leaks, every call is matched, so the templates form a tree with a level for
 * each segment of the path. Safe for use by many threads while one of them adds to it.
 */
final class LeakingCallPattern {

	private static final Pattern VARIABLE = Pattern.compile("\\{.+}", Pattern.DOTALL);

	private final Node root = new Node();

	/**
	 * Adds the calls with a template, with or without values for its variables.
	 * @param template method and path
	 * @param until when the template expires, in nanoseconds
	 */
	void add(String template, long until) {
		Node node = this.root;
		for (String segment : template.split("/", -1)) {
			node = node.child(segment);
		}
		Long known = node.until;
		if (known == null || until - known > 0) {
			node.until = until;
		}
	}

	/**
	 * Returns whether a call matches a template that has not expired.
	 * @param call method and path
	 * @param now the time, in nanoseconds
	 */
	boolean include(String call, long now) {
		return this.root.include(call, 0, now);
	}

	/**
	 * A node of the tree: all templates that begin with the same segments.
	 */
	private static final class Node {

		private final Map<String, Node> literal = new ConcurrentHashMap<>(2);

		private final Map<Wildcard, Node> wildcards = new ConcurrentHashMap<>(2);

		// When the template that ends here expires, if one ends here.
		private volatile @Nullable Long until;

		Node child(String segment) {
			Matcher variable = VARIABLE.matcher(segment);
			if (!variable.find()) {
				return this.literal.computeIfAbsent(segment, (added) -> new Node());
			}
			Wildcard wildcard = new Wildcard(segment.substring(0, variable.start()), segment.substring(variable.end()));
			return this.wildcards.computeIfAbsent(wildcard, (added) -> new Node());
		}

		/**
		 * Returns whether the rest of a call leads to the end of a template.
		 * @param from where the call's next segment begins; beyond the end of the call if
		 * there is none
		 */
		boolean include(String call, int from, long now) {
			if (from > call.length()) {
				Long last = this.until;
				return last != null && now - last < 0;
			}
			int slash = call.indexOf('/', from);
			int to = (slash >= 0) ? slash : call.length();
			Node same = this.literal.get(call.substring(from, to));
			return (same != null && same.include(call, to + 1, now)) || includeByWildcard(call, from, to, now);
		}

		private boolean includeByWildcard(String call, int from, int to, long now) {
			for (Map.Entry<Wildcard, Node> each : this.wildcards.entrySet()) {
				if (each.getKey().matches(call, from, to) && each.getValue().include(call, to + 1, now)) {
					return true;
				}
			}
			return false;
		}

	}

	/**
	 * A segment with variables. Everything from the first variable to the last is a
	 * wildcard.
	 *
	 * @param prefix what precedes the wildcard
	 * @param suffix what follows the wildcard
	 */
	private record Wildcard(String prefix, String suffix) {

		boolean matches(String call, int from, int to) {
			return to - from >= this.prefix.length() + this.suffix.length() && call.startsWith(this.prefix, from)
					&& call.startsWith(this.suffix, to - this.suffix.length());
		}

	}

}
