/**
 * What an application sees of the pool: the registry, the pools, what can be read of
 * them, what they report and how they fail. No Spring, Netty or Micrometer types.
 */
@NullMarked
package io.github.httppool;

import org.jspecify.annotations.NullMarked;
