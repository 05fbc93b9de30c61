package io.github.httppool.e2e;

import java.util.regex.Pattern;

import org.springframework.context.support.DefaultLifecycleProcessor;

/**
 * How to see in the log of a process that its pools are being drained: from the last line
 * that Spring writes before.
 */
final class DrainLog {

	/**
	 * Has Spring write it.
	 */
	static final String ARGUMENT = "--logging.level." + DefaultLifecycleProcessor.class.getName() + "=debug";

	static final Pattern BEGIN = Pattern.compile("Stopping beans in phase " + (Integer.MAX_VALUE / 2 - 1024));

	private DrainLog() {
	}

}
