package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * The ways in which the connections of one host are configured, and in what they differ.
 *
 * @param count how many ways there are
 * @param differences in what they differ, in words, as far as that is known
 */
record Fragments(int count, List<String> differences) {

	static final Fragments NONE = new Fragments(0, List.of());

	/**
	 * Looks at the groups that have a connection, or open one.
	 */
	static Fragments of(List<ConnectionGroup> groups) {
		List<Map<String, String>> known = new ArrayList<>();
		int count = 0;
		for (ConnectionGroup group : groups) {
			if (group.ready() + group.alive() > 0) {
				count++;
				known.add(group.aspects());
			}
		}
		return new Fragments(count, (count > 1) ? differences(known) : List.of());
	}

	private static List<String> differences(List<Map<String, String>> known) {
		TreeSet<String> aspects = new TreeSet<>();
		known.forEach((group) -> aspects.addAll(group.keySet()));
		aspects.removeIf((aspect) -> {
			@Nullable String first = known.get(0).get(aspect);
			return known.stream().allMatch((group) -> first != null && first.equals(group.get(aspect)));
		});
		return List.copyOf(aspects);
	}

}
