package io.github.httppool.actuate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.httppool.CallFlag;
import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import io.github.httppool.FindingKind;
import io.github.httppool.PoolEventKind;
import io.github.httppool.SummaryLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * The files of the page, as far as the server relies on how they are written.
 */
class PageFilesTests {

	private static final Pattern IMPORT = Pattern.compile("^import (?:\\{ [\\w, ]+ } from )?'\\./([\\w-]+\\.js)';$",
			Pattern.MULTILINE);

	private static final Pattern EXPORT = Pattern.compile("^export (?:function|class|const) (\\w+)", Pattern.MULTILINE);

	static Stream<String> scripts() throws IOException {
		return Arrays
			.stream(new PathMatchingResourcePatternResolver()
				.getResources("classpath:/io/github/httppool/actuate/page/*.js"))
			.map(Resource::getFilename);
	}

	@ParameterizedTest
	@MethodSource("scripts")
	void importsAndExportsAreWrittenAsTheServerReadsThem(String file) throws IOException {
		String script = read(file);
		assertThat(script.lines().filter((line) -> line.startsWith("import"))).allMatch(IMPORT.asMatchPredicate());
		assertThat(script.lines().filter((line) -> line.startsWith("export")))
			.allMatch((line) -> EXPORT.matcher(line).find());
		assertThat(script).doesNotContain("import(", "</script");
	}

	@Test
	void eachScriptIsPartOfThePageOnceAndAfterThoseItImports() throws IOException {
		List<String> order = new ArrayList<>();
		InlineScript.of((file) -> {
			order.add(file);
			return "";
		});
		assertThat(order).containsExactlyInAnyOrderElementsOf(scripts().toList());
		for (String file : order) {
			List<String> imported = IMPORT.matcher(read(file)).results().map((result) -> result.group(1)).toList();
			assertThat(order.subList(0, order.indexOf(file))).as(file).containsAll(imported);
		}
	}

	@Test
	void noTwoScriptsExportTheSameName() throws IOException {
		List<String> names = new ArrayList<>();
		for (String file : scripts().toList()) {
			EXPORT.matcher(read(file)).results().map((MatchResult export) -> export.group(1)).forEach(names::add);
		}
		assertThat(names).doesNotHaveDuplicates();
	}

	@Test
	void eachCloseReasonHasItsWords() throws IOException {
		List<String> explained = Pattern.compile("^\t([A-Z_]+): \\[", Pattern.MULTILINE)
			.matcher(read("close-reasons.js"))
			.results()
			.map((result) -> result.group(1))
			.toList();
		assertThat(explained)
			.containsExactlyInAnyOrderElementsOf(Arrays.stream(CloseReason.values()).map(Enum::name).toList());
	}

	static Stream<Arguments> words() {
		return Stream.of(arguments("verdict.js", "WORDS", names(SummaryLevel.values())),
				arguments("verdict.js", "MARKS", names(SummaryLevel.values())),
				arguments("pool-advice.js", "KINDS", names(FindingKind.values())),
				arguments("pool-events.js", "KINDS", names(PoolEventKind.values())),
				arguments("pool-events.js", "FLAGS", names(CallFlag.values(), CallFlag.OK)),
				arguments("pool-slow.js", "PHASES", names(CallPhase.values(), CallPhase.DONE)));
	}

	@ParameterizedTest
	@MethodSource("words")
	void eachConstantHasItsWords(String file, String words, List<String> constants) throws IOException {
		assertThat(found("(\\w+): '", group(read(file), "const " + words + " = \\{(.*?)\\};")))
			.containsExactlyInAnyOrderElementsOf(constants);
	}

	@Test
	void levelsAndPhasesAreComplete() throws IOException {
		assertThat(found("'(\\w+)'", group(read("verdict.js"), "const LEVELS = \\[(.*?)\\];")))
			.containsExactlyInAnyOrderElementsOf(names(SummaryLevel.values()));
		List<String> phases = found("'(\\w+)'", group(read("pool-events.js"), "const PHASES = \\[(.*?)\\];"));
		assertThat(phases).containsExactlyElementsOf(names(CallPhase.values(), CallPhase.DONE).stream()
			.map((name) -> name.toLowerCase(Locale.ROOT))
			.toList());
		for (String phase : phases) {
			assertThat(read("httppool-view.css")).contains("[data-phase=\"" + phase + "\"]");
		}
	}

	@SafeVarargs
	private static <E extends Enum<E>> List<String> names(E[] constants, E... without) {
		return Arrays.stream(constants)
			.filter((constant) -> !List.of(without).contains(constant))
			.map(Enum::name)
			.toList();
	}

	private static String group(String text, String pattern) {
		Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
		assertThat(matcher.find()).as(pattern).isTrue();
		return matcher.group(1);
	}

	private static List<String> found(String pattern, String text) {
		return Pattern.compile(pattern).matcher(text).results().map((result) -> result.group(1)).toList();
	}

	private static String read(String file) throws IOException {
		return new PathMatchingResourcePatternResolver()
			.getResource("classpath:/io/github/httppool/actuate/page/" + file)
			.getContentAsString(StandardCharsets.UTF_8);
	}

}
