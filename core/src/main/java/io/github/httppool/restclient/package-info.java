/**
 * The pool's request factory for {@code RestClient} and {@code RestTemplate}: the event
 * loop collects a small response and wakes the caller once.
 */
@NullMarked
package io.github.httppool.restclient;

import org.jspecify.annotations.NullMarked;
