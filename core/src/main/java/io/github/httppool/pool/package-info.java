/**
 * The pool itself, in plain Java: which caller takes a connection, opens one, waits or
 * gives way. Knows connections and callers only as small types, so that it is tested
 * without a network; time is an argument.
 */
@NullMarked
package io.github.httppool.pool;

import org.jspecify.annotations.NullMarked;
