/**
 * How {@code WebClient} uses the pool: a connector that follows each call until its body
 * has ended.
 */
@NullMarked
package io.github.httppool.webclient;

import org.jspecify.annotations.NullMarked;
