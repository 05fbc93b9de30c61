/**
 * How calls and the connections that are opened for them appear in traces, by Micrometer
 * Tracing.
 */
@NullMarked
package io.github.httppool.tracing;

import org.jspecify.annotations.NullMarked;
