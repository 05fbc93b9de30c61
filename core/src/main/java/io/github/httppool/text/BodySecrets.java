package io.github.httppool.text;

import java.util.function.ToIntFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks the values of fields that are named like a secret in JSON, XML and forms,
 * wherever in a text and however cut. Each pattern recognizes how a field begins; where
 * its value ends is looked for only if it is to be masked. So the time grows with the
 * length of the text, also of one that was made to take long.
 * <p>
 * A value that has fields itself is masked to the end of the text. Where the name of a
 * secret is a value, as in <code>{"name": "password", "value": "..."}</code>, the fields
 * that are named like a value are masked.
 */
final class BodySecrets {

	// Of each: the backslashes before its quotes, as it may be escaped in a text of JSON,
	// its name, and its attributes.

	private static final Pattern JSON_FIELD = Pattern
		.compile("(?<!\\\\)(\\\\*+)\"([^\"\\\\]{1,100}+)\\1\"()\\s*+:\\s*+");

	private static final Pattern XML_ELEMENT = Pattern.compile("()<([A-Za-z0-9_.:\\-]++)([^<>]*+)>");

	/** A field of a form, an attribute of XML, or anything that is written alike. */
	private static final Pattern FORM_FIELD = Pattern
		.compile("()(?<![A-Za-z0-9_.:%\\-\\[\\]])([A-Za-z0-9_.:%\\-\\[\\]]++)()=");

	private static final Pattern NAMED_VALUE = Pattern.compile("values?|val|content|text", Pattern.CASE_INSENSITIVE);

	/** What may be the name of a secret where a value is due. */
	private static final Pattern SHORT_VALUE = Pattern
		.compile("[:=>]\\s*+\\\\*+[\"']?([A-Za-z0-9_.\\-]{1,60}+)(?=[\\\\\"'<&,}\\s]|\\z)");

	private static final String END_OF_LITERAL = ",]}\"\\";

	private static final String END_OF_FORM_VALUE = "&\"'<>;";

	private final String text;

	private final boolean namesAreValues;

	private BodySecrets(String text, boolean namesAreValues) {
		this.text = text;
		this.namesAreValues = namesAreValues;
	}

	/**
	 * Masks the values of fields.
	 * @param body a text, perhaps cut anywhere
	 * @return the text without the values of fields that are named like secrets
	 */
	static String mask(String body) {
		boolean namesAreValues = namesOneAsValue(body);
		BodySecrets json = new BodySecrets(body, namesAreValues);
		BodySecrets xml = new BodySecrets(json.mask(JSON_FIELD, json::endOfJson), namesAreValues);
		BodySecrets form = new BodySecrets(xml.mask(XML_ELEMENT, xml::endOfXml), namesAreValues);
		return form.mask(FORM_FIELD, form::endOfForm);
	}

	private static boolean namesOneAsValue(String text) {
		return SHORT_VALUE.matcher(text).results().anyMatch((value) -> Secrets.isNameOfOne(value.group(1)));
	}

	/**
	 * Goes on within the value of a field that is none: it may have fields itself.
	 * @param field begins a field, whose name is its second group
	 * @param end finds the end of the value
	 */
	private String mask(Pattern field, ToIntFunction<MatchResult> end) {
		StringBuilder masked = new StringBuilder(this.text.length());
		Matcher fields = field.matcher(this.text);
		int done = 0;
		for (int from = 0; fields.find(from);) {
			from = fields.end();
			int until = isSecret(fields) ? end.applyAsInt(fields) : from;
			if (until > from) {
				masked.append(this.text, done, from).append(Secrets.MASK);
				done = until;
				from = until;
			}
		}
		return masked.append(this.text, done, this.text.length()).toString();
	}

	private boolean isSecret(MatchResult field) {
		return Secrets.isNameOfOne(field.group(2)) || (this.namesAreValues
				&& (NAMED_VALUE.matcher(field.group(2)).matches() || namesOneAsValue(field.group(3))));
	}

	private int endOfJson(MatchResult field) {
		int begin = field.end();
		int escapes = field.group(1).length();
		if (startsString(begin, escapes)) {
			return endOfString(begin + escapes + 1, escapes);
		}
		if (begin < this.text.length() && "{[".indexOf(this.text.charAt(begin)) >= 0) {
			return this.text.length();
		}
		return endOfWord(begin, END_OF_LITERAL);
	}

	private boolean startsString(int begin, int escapes) {
		return this.text.startsWith("\\".repeat(escapes) + '"', begin);
	}

	/**
	 * A string ends with a quote that has as many backslashes before it as the one that
	 * begins it, or an even number of escaped backslashes more; with fewer, what encloses
	 * it ends.
	 */
	private int endOfString(int begin, int escapes) {
		int run = 0;
		for (int at = begin; at < this.text.length(); at++) {
			char present = this.text.charAt(at);
			if (present == '"' && run < escapes) {
				return at - run;
			}
			if (present == '"' && (run - escapes) / (escapes + 1) % 2 == 0) {
				return at + 1;
			}
			run = (present == '\\') ? run + 1 : 0;
		}
		return this.text.length();
	}

	/**
	 * The value of an element that has others within, a section of CDATA for example,
	 * ends where nobody can tell from a text that may be cut or wrong.
	 */
	private int endOfXml(MatchResult element) {
		if (element.group(3).endsWith("/")) {
			return element.end();
		}
		int next = this.text.indexOf('<', element.end());
		return (next >= 0 && this.text.startsWith("</", next)) ? next : this.text.length();
	}

	private int endOfForm(MatchResult field) {
		int begin = field.end();
		if (begin < this.text.length() && "\"'".indexOf(this.text.charAt(begin)) >= 0) {
			int end = this.text.indexOf(this.text.charAt(begin), begin + 1);
			return (end >= 0) ? end + 1 : this.text.length();
		}
		return endOfWord(begin, END_OF_FORM_VALUE);
	}

	private int endOfWord(int begin, String ends) {
		int at = begin;
		while (at < this.text.length() && ends.indexOf(this.text.charAt(at)) < 0
				&& !Character.isWhitespace(this.text.charAt(at))) {
			at++;
		}
		return at;
	}

}
