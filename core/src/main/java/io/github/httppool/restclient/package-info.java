/**
 * How {@code RestClient} and {@code RestTemplate} use the pool: a request factory that
 * lets the event loop collect a small response and wakes the caller once.
 */
@NullMarked
package io.github.httppool.restclient;

import org.jspecify.annotations.NullMarked;
