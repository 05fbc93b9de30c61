/**
 * The API of the pools: the registry, the pools, their snapshots, events and exceptions.
 * No Spring, Netty or Micrometer types.
 */
@NullMarked
package io.github.httppool;

import org.jspecify.annotations.NullMarked;
