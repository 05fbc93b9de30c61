/**
 * Plots of figures as SVG, for the documentation. Not on AWT, as the chart libraries for
 * Java are: AWT measures text with the fonts of the machine, fails on a JDK without any,
 * and draws the same plot differently elsewhere. Here the reader's browser sets the text.
 */
@NullMarked
package io.github.httppool.benchmarks.plot;

import org.jspecify.annotations.NullMarked;
