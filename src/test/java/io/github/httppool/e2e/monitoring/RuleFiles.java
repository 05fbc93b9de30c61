package io.github.httppool.e2e.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.yaml.snakeyaml.Yaml;

/**
 * The recording and alert rules that users load into their Prometheus.
 */
final class RuleFiles {

	static final Path DIRECTORY = Path.of("../../docs/prometheus");

	static final List<Path> RULES = Stream.of("recording.yml", "alerts.yml").map(DIRECTORY::resolve).toList();

	static final List<Path> TESTS = Stream.of("alerts-test.yml", "slo-test.yml").map(DIRECTORY::resolve).toList();

	/**
	 * The range of a selector ({@code [5m]}), or the time that an alert is pending.
	 */
	private static final Pattern TIME = Pattern.compile("(?<=\\[|for: )(\\d+)([smhd])(?=]|$)", Pattern.MULTILINE);

	private static final Map<String, Duration> UNITS = Map.of("s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1),
			"h", Duration.ofHours(1), "d", Duration.ofDays(1));

	private RuleFiles() {
	}

	/**
	 * All rules, in the order of the files.
	 */
	static List<Rule> rules() {
		return RULES.stream().flatMap((file) -> groups(file).stream()).flatMap(RuleFiles::rules).toList();
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> groups(Path file) {
		return (List<Map<String, Object>>) new Yaml().<Map<String, Object>>load(text(file)).get("groups");
	}

	@SuppressWarnings("unchecked")
	private static Stream<Rule> rules(Map<String, Object> group) {
		return ((List<Map<String, Object>>) group.get("rules")).stream().map(Rule::of);
	}

	/**
	 * Writes copies of the files whose ranges and pending times are shorter, and which
	 * are otherwise the same: {@code [5m]} becomes {@code [3000ms]} at a hundredth. So a
	 * test sees in seconds what takes minutes. Thresholds stay: a rate is per second over
	 * any range, but an {@code increase} over a shorter range is smaller.
	 * @param directory where to
	 * @param divisor what the times are divided by
	 */
	static List<Path> writeFaster(Path directory, int divisor) throws IOException {
		for (Path file : RULES) {
			Files.writeString(directory.resolve(file.getFileName()), faster(text(file), divisor));
		}
		return RULES.stream().map((file) -> directory.resolve(file.getFileName())).toList();
	}

	static String faster(String rules, int divisor) {
		Function<MatchResult, String> shorter = (time) -> UNITS.get(time.group(2))
			.multipliedBy(Long.parseLong(time.group(1)))
			.dividedBy(divisor)
			.toMillis() + "ms";
		return TIME.matcher(rules).replaceAll(shorter);
	}

	private static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A rule.
	 *
	 * @param name of the alert, or of the metric that is recorded
	 * @param alert whether it is an alert
	 * @param expression what is computed
	 * @param labels labels of the alert
	 * @param annotations what people read, with queries of its own
	 */
	record Rule(String name, boolean alert, String expression, Map<String, String> labels,
			Map<String, String> annotations) {

		private static final Pattern QUERY = Pattern.compile("printf \"([^\"]+)\"[^|]*\\| query");

		@SuppressWarnings("unchecked")
		private static Rule of(Map<String, Object> rule) {
			boolean alert = rule.containsKey("alert");
			return new Rule((String) rule.get(alert ? "alert" : "record"), alert, (String) rule.get("expr"),
					(Map<String, String>) rule.getOrDefault("labels", Map.of()),
					(Map<String, String>) rule.getOrDefault("annotations", new LinkedHashMap<>()));
		}

		/**
		 * Returns the names of all metrics that it reads, also those of its annotations.
		 */
		Set<String> metrics() {
			Set<String> names = new TreeSet<>(PromQl.metrics(this.expression));
			this.annotations.values()
				.forEach((text) -> QUERY.matcher(text)
					.results()
					.forEach((query) -> names.addAll(PromQl.metrics(query.group(1)))));
			return names;
		}

	}

}
