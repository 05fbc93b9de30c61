package io.github.httppool.actuate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

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

	private static String read(String file) throws IOException {
		return new PathMatchingResourcePatternResolver()
			.getResource("classpath:/io/github/httppool/actuate/page/" + file)
			.getContentAsString(StandardCharsets.UTF_8);
	}

}
