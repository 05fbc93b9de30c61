package io.github.httppool.text;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks what must not be shown: values of headers and fields that are named like a
 * secret, queries and user-info of URLs. Internal: not meant for applications.
 * <p>
 * When in doubt, too little is shown: what is merely named like a secret is masked as
 * well. Not recognized are secrets in a field with another name, or without one, as in
 * lists, YAML, forms of several parts and plain text, and names that are themselves
 * escaped or cut.
 */
public final class Secrets {

	/** What is shown instead. */
	public static final String MASK = "***";

	private static final Pattern NAME = Pattern.compile(
			"auth(?!or(?!i[sz]))|cookie|token|secret|pass|pwd|credential|session|signature|assertion|jwt|csrf|xsrf"
					+ "|(api|access|private|subscription|functions)[-_]?key|(^|[-_])(key|sig|code|pin|otp)$",
			Pattern.CASE_INSENSITIVE);

	/**
	 * Before the host of a URL. What follows a name and a colon is a password if it is no
	 * port, whatever is in it.
	 */
	private static final Pattern USER_INFO = Pattern.compile(
			"(:\\\\?/\\\\?/)(?:[^/?#:@\\[\\s\"'<>]{0,200}+:(?!\\d{1,5}+(?:[/?#]|\\z))[^\\s\"'<>]{1,500}|[^/?#\\s\"'<>]{1,500})@");

	/** A query or a fragment, up to the end of a URL within a text. */
	private static final Pattern QUERY = Pattern
		.compile("((?<=[^\\s\"'<>?])\\?|(?<=[^\\s\"'<>?#&]|^)#)([^\\s\"'<>]++)");

	private static final Pattern PARAMETER = Pattern.compile("[^&#;=]++(=?)[^&#;]*+");

	/** Tokens that give themselves away: JSON Web Tokens, and what follows a scheme. */
	private static final Pattern TOKEN = Pattern.compile(
			"\\beyJ[A-Za-z0-9_\\-]{5,}+(?:\\.[A-Za-z0-9_\\-]*+){0,4}|(?i:\\b(?:bearer|basic)\\s++)[^\\s\"'<>,;\\\\]++");

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
	 * @return the text without user-info and without the values of parameters, in queries
	 * and fragments
	 */
	public static String maskUrls(String text) {
		if (text.indexOf('?') < 0 && text.indexOf('@') < 0 && text.indexOf('#') < 0) {
			return text;
		}
		String plain = USER_INFO.matcher(text).replaceAll("$1" + MASK + "@");
		return QUERY.matcher(plain)
			.replaceAll((url) -> Matcher.quoteReplacement(url.group(1) + maskQuery(url.group(2))));
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
		return TOKEN.matcher(maskUrls(BodySecrets.mask(body))).replaceAll(MASK);
	}

}
