package io.github.httppool.actuate;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The scripts of {@link PageTemplate} as one: JavaScript modules, each of which becomes a
 * function that returns what it exports. Modules in a document cannot import each other
 * without a request.
 * <p>
 * It knows as much of JavaScript as these modules use: imports, without other names, that
 * are one line each; exports that stand before a declaration.
 */
final class InlineScript {

	/** Each comes after those that it imports. */
	private static final List<String> MODULES = List.of("dom.js", "format.js", "endpoint.js", "bar.js", "verdict.js",
			"history.js", "plot.js", "table.js", "overview.js", "close-reasons.js", "pool-advice.js", "pool-closed.js",
			"pool-connections.js", "pool-controls.js", "pool-events.js", "pool-figures.js", "pool-hosts.js",
			"pool-leaks.js", "pool-leases.js", "pool-settings.js", "pool-slow.js", "pool-view.js", "process.js",
			"httppool-view.js", "page.js");

	private static final Pattern IMPORT = Pattern.compile("^import .*;\\n", Pattern.MULTILINE);

	private static final Pattern EXPORT = Pattern.compile("^export (?=(?:function|class|const) (\\w+))",
			Pattern.MULTILINE);

	private InlineScript() {
	}

	/**
	 * Returns the script.
	 * @param read reads one of the files
	 */
	static String of(UnaryOperator<String> read) {
		return MODULES.stream().map(read).map(InlineScript::function).collect(Collectors.joining("\n"));
	}

	private static String function(String module) {
		String exports = EXPORT.matcher(module)
			.results()
			.map((MatchResult export) -> export.group(1))
			.collect(Collectors.joining(", "));
		String body = EXPORT.matcher(IMPORT.matcher(module).replaceAll("")).replaceAll("");
		return "const { " + exports + " } = (() => {\n" + body + "\nreturn { " + exports + " };\n})();\n";
	}

}
