/**
 * The pool's connector for {@code WebClient}, which follows each call until its response
 * body ends.
 */
@NullMarked
package io.github.httppool.webclient;

import org.jspecify.annotations.NullMarked;
