package io.github.httppool.leak;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which calls are like one that has leaked.
 */
class LeakingCallPatternTests {

	private static final Pattern VARIABLE = Pattern.compile("\\{[^/]+}");

	private final LeakingCallPattern calls = new LeakingCallPattern();

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			GET /orders             | GET /orders             | true
			GET /orders             | POST /orders            | false
			GET /orders             | GET /orders/17          | false
			GET /orders/{id}        | GET /orders/{id}        | true
			GET /orders/{id}        | GET /orders/17          | true
			GET /orders/{id}        | GET /orders/17/items    | false
			GET /orders/{id}/items  | GET /orders/17/items    | true
			GET /{a}-{b}/c          | GET /1-2/c              | true
			GET /orders/{id:\\d{2}} | GET /orders/17          | true
			GET /a.b/(c)            | GET /axb/(c)            | false
			GET /a.b/(c)            | GET /a.b/(c)            | true
			""")
	void callsWithTheSameTemplateAreAlike(String template, String call, boolean alike) {
		this.calls.add(template, 1);
		assertThat(this.calls.include(call, 0)).isEqualTo(alike);
	}

	@Test
	void whenNothingHasLeakedThenNoCallIsAlike() {
		assertThat(this.calls.include("GET /orders", 0)).isFalse();
		assertThat(this.calls.include("", 0)).isFalse();
	}

	@Test
	void whenTemplatesBeginAlikeThenEachIsFound() {
		this.calls.add("GET /orders/{id}/items", 1);
		this.calls.add("GET /orders/17", 1);
		this.calls.add("GET /orders/{id}", 1);
		assertThat(this.calls.include("GET /orders/17/items", 0)).isTrue();
		assertThat(this.calls.include("GET /orders/17", 0)).isTrue();
		assertThat(this.calls.include("GET /orders/18", 0)).isTrue();
		assertThat(this.calls.include("GET /orders", 0)).isFalse();
	}

	@Test
	void whenOneTemplateIsOverThenTheOthersAreNot() {
		this.calls.add("GET /orders/{id}", 5);
		this.calls.add("GET /payments/{id}", 6);
		assertThat(this.calls.include("GET /orders/17", 5)).isFalse();
		assertThat(this.calls.include("GET /payments/17", 5)).isTrue();
	}

	@Test
	void whenATemplateLeaksAgainThenItsTimeBeginsAnew() {
		this.calls.add("GET /orders/{id}", 5);
		this.calls.add("GET /orders/{id}", 9);
		assertThat(this.calls.include("GET /orders/17", 8)).isTrue();
	}

	@Test
	void whenTwoTemplatesMeanTheSameCallsThenTheLaterEndCounts() {
		this.calls.add("GET /orders/{id}", 9);
		this.calls.add("GET /orders/{order}", 5);
		assertThat(this.calls.include("GET /orders/17", 8)).isTrue();
	}

	@Test
	void theWhileEndsEvenIfTheClockOverflows() {
		this.calls.add("GET /orders", Long.MAX_VALUE + 10);
		assertThat(this.calls.include("GET /orders", Long.MAX_VALUE - 1)).isTrue();
		assertThat(this.calls.include("GET /orders", Long.MAX_VALUE + 9)).isTrue();
		assertThat(this.calls.include("GET /orders", Long.MAX_VALUE + 10)).isFalse();
	}

	/**
	 * A template is a pattern in which a variable stands for anything within its segment.
	 */
	@Test
	void whenTemplatesAndCallsAreAnythingThenThoseThatMatchAreAlike() {
		Random random = new Random(42);
		int alike = 0;
		for (int i = 0; i < 20_000; i++) {
			LeakingCallPattern some = new LeakingCallPattern();
			List<String> templates = Stream.generate(() -> path(random, "a/{}.\n")).limit(3).toList();
			templates.forEach((template) -> some.add(template, 1));
			String call = path(random, "a/.\n{");
			boolean expected = templates.stream().anyMatch((template) -> pattern(template).matcher(call).matches());
			assertThat(some.include(call, 0)).as("%s in %s", call, templates).isEqualTo(expected);
			alike += expected ? 1 : 0;
		}
		assertThat(alike).isBetween(1000, 19_000);
	}

	private static String path(Random random, String alphabet) {
		return random.ints(random.nextInt(6), 0, alphabet.length())
			.mapToObj((at) -> alphabet.substring(at, at + 1))
			.collect(Collectors.joining());
	}

	private static Pattern pattern(String template) {
		return Pattern.compile("\\Q" + VARIABLE.matcher(template).replaceAll("\\\\E[^/]*\\\\Q") + "\\E");
	}

}
