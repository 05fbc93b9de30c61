package io.github.httppool.benchmarks.field;

import java.time.Duration;

import io.github.httppool.benchmarks.harness.Options;

/**
 * A problem that field reports describe.
 */
interface Problem {

	/** Its number in the report and for {@code --rows}. */
	int number();

	String title();

	/**
	 * Returns what the field reports saw.
	 */
	String reported();

	/**
	 * Returns what is done on each side, in Markdown.
	 */
	String method();

	/**
	 * Returns about how long it takes.
	 * @param options what was asked for on the command line
	 */
	Duration time(Options options);

	Finding find(Investigation investigation) throws Exception;

}
