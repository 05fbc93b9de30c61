/**
 * The pools' sockets as the operating system sees them: the kernel's socket table, which
 * of its rows belong to the pools, and the closing of idle connections that a server has
 * closed unnoticed.
 */
@NullMarked
package io.github.httppool.sockets;

import org.jspecify.annotations.NullMarked;
