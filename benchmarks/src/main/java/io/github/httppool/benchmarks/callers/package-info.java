/**
 * More and more callers for minutes: whether latency, errors and descriptors hold.
 */
@NullMarked
package io.github.httppool.benchmarks.callers;

import org.jspecify.annotations.NullMarked;
