package io.github.httppool.benchmarks.plot;

/**
 * A plot.
 */
public interface Chart {

	String title();

	/**
	 * Returns the plot as an SVG document.
	 */
	String svg();

}
