package io.github.httppool.benchmarks.field;

import java.util.ArrayList;
import java.util.List;

/**
 * What callers were told when their calls failed.
 */
final class Diagnoses {

	private Diagnoses() {
	}

	/**
	 * Returns what callers of both sides were told, as Markdown.
	 * @param callers who they are
	 * @param name the name under which it was recorded
	 */
	static List<String> of(String callers, String name, Recording before, Recording after) {
		List<String> lines = new ArrayList<>();
		lines.addAll(of(callers, Side.BEFORE, before.texts(name)));
		lines.addAll(of(callers, Side.AFTER, after.texts(name)));
		return lines;
	}

	private static List<String> of(String callers, Side side, List<String> texts) {
		if (texts.isEmpty()) {
			return List.of();
		}
		return List
			.of("What %s were told, %s:\n\n```\n%s\n```".formatted(callers, side.title(), String.join("\n", texts)));
	}

}
