package io.github.httppool.text;

import java.util.HexFormat;

/**
 * Makes text from outside fit for a log line, a message or a table: one line, of limited
 * length, without characters that hide or reorder their neighbours. Internal: not meant
 * for applications.
 */
public final class Printable {

	/**
	 * Length to which paths, host names and names of calls are cut.
	 */
	public static final int MAX_LENGTH = 200;

	private static final String CUT = "...";

	private static final HexFormat HEX = HexFormat.of().withUpperCase();

	private Printable() {
	}

	/**
	 * Returns text as one line: line feed, carriage return and tab are written as
	 * {@code \n}, {@code \r} and {@code \t}; other control characters, line separators,
	 * invisible format characters (those that change the direction of writing among them)
	 * and unpaired surrogates as <code>&#92;uXXXX</code>. A backslash is left as it is.
	 * @param raw the text
	 * @param max maximum length of the result, at least 3; longer text is cut and ends
	 * with {@code ...}, but never within an escape or a surrogate pair
	 * @return the line
	 * @throws IllegalArgumentException if there is no room for {@code ...}
	 */
	public static String line(CharSequence raw, int max) {
		if (max < CUT.length()) {
			throw new IllegalArgumentException("max must be at least %d, not %d".formatted(CUT.length(), max));
		}
		if (raw.length() <= max && raw.codePoints().noneMatch(Printable::isEscaped)) {
			return raw.toString();
		}
		return escape(raw, max);
	}

	private static String escape(CharSequence raw, int max) {
		StringBuilder line = new StringBuilder(Math.min(raw.length(), max) + CUT.length());
		int cut = 0;
		for (int at = 0; at < raw.length();) {
			int codePoint = Character.codePointAt(raw, at);
			append(codePoint, line);
			if (line.length() > max) {
				return line.replace(cut, line.length(), CUT).toString();
			}
			if (line.length() <= max - CUT.length()) {
				cut = line.length();
			}
			at += Character.charCount(codePoint);
		}
		return line.toString();
	}

	private static void append(int codePoint, StringBuilder line) {
		switch (codePoint) {
			case '\n' -> line.append("\\n");
			case '\r' -> line.append("\\r");
			case '\t' -> line.append("\\t");
			default -> {
				if (isEscaped(codePoint)) {
					appendEscaped(codePoint, line);
				}
				else {
					line.appendCodePoint(codePoint);
				}
			}
		}
	}

	private static void appendEscaped(int codePoint, StringBuilder line) {
		for (char unit : Character.toChars(codePoint)) {
			line.append("\\u").append(HEX.toHexDigits(unit));
		}
	}

	private static boolean isEscaped(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE ->
				true;
			default -> false;
		};
	}

}
