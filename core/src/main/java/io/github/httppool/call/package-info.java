/**
 * A call: what is called and from where, since when, what it waits for, and who holds its
 * response. Plain Java, so that both clients, the connection and leak detection can refer
 * to the same object.
 */
@NullMarked
package io.github.httppool.call;

import org.jspecify.annotations.NullMarked;
