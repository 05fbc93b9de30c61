/**
 * What becomes of ordinary code with nothing configured.
 */
@NullMarked
package io.github.httppool.benchmarks.defaults;

import org.jspecify.annotations.NullMarked;
