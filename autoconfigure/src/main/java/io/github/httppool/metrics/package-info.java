/**
 * The Micrometer meters of the pools: gauges read snapshots; everything else is recorded
 * from events.
 */
@NullMarked
package io.github.httppool.metrics;

import org.jspecify.annotations.NullMarked;
