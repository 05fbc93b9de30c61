/**
 * The pools' sockets as the operating system sees them: the kernel's table, which of its
 * rows are ours, and what to do about servers whose close nobody has noticed.
 */
@NullMarked
package io.github.httppool.sockets;

import org.jspecify.annotations.NullMarked;
