/**
 * The pool on Reactor Netty: dials and speaks through it, keeps and hands out by
 * {@link io.github.httppool.pool}. The only place that knows how Reactor Netty and Netty
 * treat a pooled connection.
 */
@NullMarked
package io.github.httppool.netty;

import org.jspecify.annotations.NullMarked;
