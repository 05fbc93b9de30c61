package io.github.httppool.text;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks what must not be shown: values of headers and fields that are named like a
 * secret, queries and user-info of URLs. Internal: not meant for applications.
 * <p>
 * What is shown is only ever too little: a name that merely looks like that of a secret
 * is masked as well. For short texts: some patterns take a time that grows with the
 * square of the length.
 */
public final class Secrets {

	/** What is shown instead. */
	public static final String MASK = "***";

	private static final Pattern NAME = Pattern.compile(
			"auth(?!or(?!i[sz]))|cookie|token|secret|pass|pwd|credential|session|signature|assertion|jwt|csrf|xsrf"
					+ "|(api|access|private|subscription|functions)[-_]?key|(^|[-_])(key|sig|code|pin|otp)$",
			Pattern.CASE_INSENSITIVE);

	/** Before the host of a URL. */
	private static final Pattern USER_INFO = Pattern.compile("://[^/?#\\s\"'<>]{1,500}@");

	/** Up to the end of a URL within a text. */
	private static final Pattern QUERY = Pattern.compile("([^\\s\"'<>?])\\?([^\\s\"'<>]++)");

	private static final Pattern PARAMETER = Pattern.compile("[^&#;=]++(=?)[^&#;]*+");

	/**
	 * A field of JSON, perhaps cut, or one that is escaped within a text of JSON: then
	 * there are as many backslashes before each quote as before the first.
	 */
	private static final Pattern JSON_FIELD = Pattern.compile(
			"(\\\\*+)\"([^\"\\\\]{1,100}+)\\1\"\\s*+:\\s*+"
					+ "(\\1\".*?(?:(?<!\\\\)\\1\"|\\z)|[\\[{][^\\]}]*+[\\]}]?|[^\\s,\\]}\"\\[{\\\\]++)",
			Pattern.DOTALL);

	/** A field of a form, an attribute of XML, or anything that is written alike. */
	private static final Pattern FORM_FIELD = Pattern
		.compile("()([A-Za-z0-9_.:\\-\\[\\]]{1,100}+)=(\"[^\"]*+\"?|'[^']*+'?|[^&\\s\"'<>;]++)");

	/** An element of XML, perhaps cut. */
	private static final Pattern XML_ELEMENT = Pattern.compile("()<([A-Za-z0-9_.:\\-]{1,100}+)[^<>]*+>([^<]++)");

	/** Tokens that give themselves away: JSON Web Tokens, and what follows a scheme. */
	private static final Pattern TOKEN = Pattern
		.compile("\\beyJ[A-Za-z0-9_\\-]{5,}+(?:\\.[A-Za-z0-9_\\-]*+){0,4}|(?i:\\b(?:bearer|basic)\\s++)\\S++");

	private Secrets() {
	}

	/**
	 * Returns whether something of this name may be a secret.
	 * @param name name of a header, a parameter or a field
	 * @return whether its value must not be shown
	 */
	public static boolean isNameOfOne(String name) {
		return NAME.matcher(name).find();
	}

	/**
	 * Returns the value of a header as it may be shown.
	 * @param name name of the header
	 * @param value its value
	 * @return the value, in which URLs have neither query values nor user-info; nothing
	 * of it but the scheme if it may be a secret
	 */
	public static String maskHeader(String name, String value) {
		if (!isNameOfOne(name)) {
			return TOKEN.matcher(maskUrls(value)).replaceAll(MASK);
		}
		int space = value.indexOf(' ');
		boolean scheme = space > 0 && name.toLowerCase(Locale.ROOT).endsWith("authorization");
		return scheme ? value.substring(0, space + 1) + MASK : MASK;
	}

	/**
	 * Masks the URLs in a text.
	 * @param text a URL, the target of a request, or anything that may contain some
	 * @return the text without user-info and without the values of parameters
	 */
	public static String maskUrls(String text) {
		if (text.indexOf('?') < 0 && text.indexOf('@') < 0) {
			return text;
		}
		String plain = USER_INFO.matcher(text).replaceAll("://" + MASK + "@");
		return QUERY.matcher(plain)
			.replaceAll((url) -> Matcher.quoteReplacement(url.group(1) + "?" + maskQuery(url.group(2))));
	}

	/**
	 * The names of parameters tell what was asked for; one without a value may be the
	 * secret itself.
	 */
	private static String maskQuery(String query) {
		return PARAMETER.matcher(query).replaceAll((parameter) -> {
			String all = parameter.group();
			return Matcher
				.quoteReplacement(parameter.group(1).isEmpty() ? MASK : all.substring(0, all.indexOf('=') + 1) + MASK);
		});
	}

	/**
	 * Masks the secrets in the beginning of a body, whatever its type.
	 * @param body text of the body, perhaps cut anywhere
	 * @return the text without the values of fields that are named like secrets, in JSON,
	 * forms and XML, and without what looks like a token
	 */
	public static String maskBody(String body) {
		String text = TOKEN.matcher(maskUrls(body)).replaceAll(MASK);
		return maskFields(FORM_FIELD, maskFields(XML_ELEMENT, maskFields(JSON_FIELD, text)));
	}

	/**
	 * Goes on within the value of a field that is none: it may have fields itself.
	 * @param field its second group is the name, its third the value
	 */
	private static String maskFields(Pattern field, String text) {
		Matcher fields = field.matcher(text);
		StringBuilder masked = new StringBuilder(text.length());
		int done = 0;
		for (int from = 0; from <= text.length() && fields.find(from);) {
			from = fields.start(3);
			if (isNameOfOne(fields.group(2))) {
				masked.append(text, done, from).append(MASK);
				done = fields.end();
				from = done;
			}
		}
		return masked.append(text, done, text.length()).toString();
	}

}
