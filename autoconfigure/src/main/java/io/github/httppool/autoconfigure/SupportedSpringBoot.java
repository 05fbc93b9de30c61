package io.github.httppool.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Whether a version of Spring Boot is supported.
 */
enum SupportedSpringBoot {

	/** Older than the version the starter is compiled with: methods are missing. */
	TOO_OLD,

	/** Also for a version that cannot be parsed, because it may be any version. */
	SUPPORTED,

	/** A later generation, which has not been tested. */
	UNKNOWN;

	/** The supported versions in words. */
	static final String TEXT = "4.1.0 or a later 4.x";

	/** A number too long for an int is not a version. */
	private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?(?:[.-](.*))?");

	private static final int GENERATION = 4;

	private static final int FIRST_MINOR = 1;

	/**
	 * Returns whether a version is supported.
	 * @param version the version, {@code null} if it is not known
	 * @return whether it is supported
	 */
	static SupportedSpringBoot of(@Nullable String version) {
		Matcher parts = VERSION.matcher((version != null) ? version.trim() : "");
		if (!parts.matches()) {
			return SUPPORTED;
		}
		int generation = Integer.parseInt(parts.group(1));
		int minor = Integer.parseInt(parts.group(2));
		if (generation != GENERATION) {
			return (generation < GENERATION) ? TOO_OLD : UNKNOWN;
		}
		return (minor < FIRST_MINOR || isMilestoneOfTheFirst(minor, parts)) ? TOO_OLD : SUPPORTED;
	}

	/** These milestones lack some methods that the first release candidate introduced. */
	private static boolean isMilestoneOfTheFirst(int minor, Matcher parts) {
		String qualifier = parts.group(4);
		String patch = parts.group(3);
		return minor == FIRST_MINOR && (patch == null || Integer.parseInt(patch) == 0) && qualifier != null
				&& qualifier.matches("M\\d+");
	}

}
