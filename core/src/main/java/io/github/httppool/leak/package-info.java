/**
 * Responses that nobody closes: suspected when their lease lasts long, proven when the
 * garbage collector finds that nobody can close them any more, and given back.
 */
@NullMarked
package io.github.httppool.leak;

import org.jspecify.annotations.NullMarked;
