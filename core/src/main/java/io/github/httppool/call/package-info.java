/**
 * A call: what it requests, where and when it was made, what it waits for, and what has
 * become of its response. Plain Java, so that both clients, the connection and leak
 * detection can refer to the same object.
 */
@NullMarked
package io.github.httppool.call;

import org.jspecify.annotations.NullMarked;
