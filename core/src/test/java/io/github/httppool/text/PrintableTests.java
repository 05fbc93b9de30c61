package io.github.httppool.text;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Printable}.
 */
class PrintableTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "/orders/{id:\\d+}", "/caf\u00e9/\u65e5\u672c", "/\ud83d\ude00", "[::1]:8080" })
	void whenTextIsPlainThenItStaysAsItIs(String text) {
		assertThat(Printable.line(text, 20)).isEqualTo(text);
	}

	@Test
	void whenTextBreaksTheLineThenItIsEscaped() {
		assertThat(Printable.line("/a\nWARN b\r\n\tc", 50)).isEqualTo("/a\\nWARN b\\r\\n\\tc");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x00, 0x07, 0x0B, 0x0C, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9B, 0x9F, 0xAD, 0x61C, 0x200B, 0x200E,
			0x200F, 0x2028, 0x2029, 0x202A, 0x202D, 0x202E, 0x2060, 0x2066, 0x2069, 0xFEFF })
	void whenCharacterControlsOrHidesThenItIsEscapedByItsNumber(int character) {
		assertThat(Printable.line("/a" + (char) character + "b", 50)).isEqualTo("/a\\u%04Xb".formatted(character));
	}

	@Test
	void whenFormatCharacterIsSupplementaryThenBothUnitsAreEscaped() {
		assertThat(Printable.line("a" + Character.toString(0xE0001), 50)).isEqualTo("a\\uDB40\\uDC01");
	}

	@Test
	void whenSurrogateHasNoPairThenItIsEscaped() {
		assertThat(Printable.line("a\ud83d", 50)).isEqualTo("a\\uD83D");
		assertThat(Printable.line("\ude00a", 50)).isEqualTo("\\uDE00a");
	}

	@Test
	void whenTextIsLongThenItIsCut() {
		assertThat(Printable.line("a".repeat(10_000), 200)).hasSize(200).isEqualTo("a".repeat(197) + "...");
		assertThat(Printable.line("a".repeat(201), 200)).isEqualTo("a".repeat(197) + "...");
	}

	@Test
	void whenTextJustFitsThenItIsWhole() {
		assertThat(Printable.line("a".repeat(200), 200)).isEqualTo("a".repeat(200));
		assertThat(Printable.line("abcd\n", 6)).isEqualTo("abcd\\n");
	}

	@Test
	void whenTextIsLongOnlyByItsEscapesThenItIsCut() {
		assertThat(Printable.line("abcd\n\n", 7)).isEqualTo("abcd...");
		assertThat(Printable.line("\n".repeat(200), 200)).hasSizeLessThanOrEqualTo(200).endsWith("\\n...");
	}

	@Test
	void whenCutThenNeitherEscapeNorSurrogatePairIsCutInTwo() {
		assertThat(Printable.line("abc\u202exyz", 10)).isEqualTo("abc...");
		assertThat(Printable.line("abc\ud83d\ude00xyzu", 7)).isEqualTo("abc...");
		assertThat(Printable.line("abc\ud83d\ude00xyzu", 8)).isEqualTo("abc\ud83d\ude00...");
	}

	@Test
	void whenThereIsNoRoomForTheCutThenItIsRefused() {
		assertThat(Printable.line("abcd", 3)).isEqualTo("...");
		assertThatIllegalArgumentException().isThrownBy(() -> Printable.line("abcd", 2))
			.withMessage("max must be at least 3, not 2");
	}

}
