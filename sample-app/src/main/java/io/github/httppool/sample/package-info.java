/**
 * A demo of httppool: upstreams of its own, traffic to them by both of Spring's clients,
 * and a page that shows live what the pools do.
 */
@NullMarked
package io.github.httppool.sample;

import org.jspecify.annotations.NullMarked;
