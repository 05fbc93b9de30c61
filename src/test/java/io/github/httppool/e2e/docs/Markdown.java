package io.github.httppool.e2e.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page of the documentation.
 *
 * @param file where it is
 * @param text its text
 */
record Markdown(Path file, String text) {

	static final Path ROOT = Path.of("../..");

	private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

	private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

	private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

	/**
	 * Reads a page.
	 * @param name its file, from the root of the project
	 */
	static Markdown read(String name) {
		try {
			Path file = ROOT.resolve(name);
			return new Markdown(file, Files.readString(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the blocks of code in a language.
	 */
	List<String> blocks(String language) {
		return BLOCK.matcher(this.text)
			.results()
			.filter((block) -> block.group(1).equals(language))
			.map((block) -> block.group(2))
			.toList();
	}

	/**
	 * Returns what is written in code within the text.
	 */
	Set<String> codeSpans() {
		return CODE.matcher(prose()).results().map((code) -> code.group(1)).collect(Collectors.toSet());
	}

	/**
	 * Returns where the links of the text lead.
	 */
	Set<String> links() {
		return LINK.matcher(prose()).results().map((link) -> link.group(1)).collect(Collectors.toSet());
	}

	/**
	 * Returns the anchors of its headings, as GitHub makes them: in lower case, without
	 * punctuation, with a dash for each blank.
	 */
	Set<String> anchors() {
		return HEADING.matcher(prose())
			.results()
			.map((heading) -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
			.collect(Collectors.toSet());
	}

	private String prose() {
		return BLOCK.matcher(this.text).replaceAll("");
	}

	@Override
	public String toString() {
		return this.file.getFileName().toString();
	}

}
