/**
 * A demo of httppool: its own upstreams, traffic to them from both of Spring's clients,
 * and a page that shows the pools live.
 */
@NullMarked
package io.github.httppool.sample;

import org.jspecify.annotations.NullMarked;
