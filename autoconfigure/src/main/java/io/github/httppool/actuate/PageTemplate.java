package io.github.httppool.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

import org.springframework.core.io.ClassPathResource;

/**
 * The document of {@link HttpPoolPage}, made once of the files in {@code page/}: style
 * sheets and scripts are put into it, so that it needs no request of its own for them.
 * <p>
 * Its Content Security Policy allows exactly these, by their hashes, and requests to the
 * server it comes from: text that gets into the page as markup could neither run nor send
 * anything. The policy stands in the document, because an Actuator operation cannot set
 * headers.
 */
final class PageTemplate {

	static final String FOLDER = "page/";

	private static final String DOCUMENT = "page.html";

	private static final List<String> STYLES = List.of("theme.css", "httppool-view.css", "page.css");

	private static final String DATA = "{{data}}";

	private final String beforeData;

	private final String afterData;

	private PageTemplate(String document) {
		int data = document.indexOf(DATA);
		this.beforeData = document.substring(0, data);
		this.afterData = document.substring(data + DATA.length());
	}

	static PageTemplate load() {
		String style = STYLES.stream().map(PageTemplate::read).collect(Collectors.joining("\n"));
		String script = InlineScript.of(PageTemplate::read);
		return new PageTemplate(read(DOCUMENT).replace("{{policy}}", policy(style, script))
			.replace("{{style}}", style)
			.replace("{{script}}", script));
	}

	private static String policy(String style, String script) {
		return "default-src 'none'; style-src '%s'; script-src '%s'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
			.formatted(hash(style), hash(script));
	}

	private static String hash(String content) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			return "sha256-"
					+ Base64.getEncoder().encodeToString(digest.digest(content.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java platform has SHA-256", ex);
		}
	}

	/**
	 * Returns a file, with the line ends that a browser reads, of which it makes the
	 * hashes.
	 */
	private static String read(String file) {
		try {
			return new ClassPathResource(FOLDER + file, PageTemplate.class).getContentAsString(StandardCharsets.UTF_8)
				.replace("\r\n", "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the document with its data.
	 * @param json JSON of any content. In JSON, {@code <} can only be part of a string,
	 * where it is escaped, so that nothing in it ends the element that it stands in.
	 */
	String render(String json) {
		return this.beforeData + json.replace("<", "\\u003c") + this.afterData;
	}

}
