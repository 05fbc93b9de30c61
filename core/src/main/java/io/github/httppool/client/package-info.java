/**
 * How Spring's clients get onto the pool: a request factory for {@code RestClient} and
 * {@code RestTemplate} that lets the event loop collect a small answer and wakes the
 * caller once, and a connector that follows the calls of {@code WebClient}.
 */
@NullMarked
package io.github.httppool.client;

import org.jspecify.annotations.NullMarked;
