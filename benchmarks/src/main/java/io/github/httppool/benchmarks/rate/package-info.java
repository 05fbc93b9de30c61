/**
 * Latency of every client when calls arrive on their own clock.
 */
@NullMarked
package io.github.httppool.benchmarks.rate;

import org.jspecify.annotations.NullMarked;
