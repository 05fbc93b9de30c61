/**
 * The pool itself, in plain Java: who may take a connection or open one, who waits, who
 * gives way. Knows connections and callers only as small types, so that it is tested
 * without a network; time is an argument.
 */
@NullMarked
package io.github.httppool.pool;

import org.jspecify.annotations.NullMarked;
