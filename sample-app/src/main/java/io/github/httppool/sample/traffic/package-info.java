/**
 * The load on the upstreams: flows of calls at a constant rate, by either client,
 * adjustable while they run.
 */
@NullMarked
package io.github.httppool.sample.traffic;

import org.jspecify.annotations.NullMarked;
