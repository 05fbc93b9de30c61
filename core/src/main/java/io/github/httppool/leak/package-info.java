/**
 * Detection of responses that are never closed: suspected when their lease lasts long,
 * confirmed when the garbage collector finds them unreachable, and reclaimed.
 */
@NullMarked
package io.github.httppool.leak;

import org.jspecify.annotations.NullMarked;
