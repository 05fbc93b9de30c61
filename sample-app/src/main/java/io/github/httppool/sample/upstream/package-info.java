/**
 * The servers that the demo calls. Each shows one habit a client meets in production.
 */
@NullMarked
package io.github.httppool.sample.upstream;

import org.jspecify.annotations.NullMarked;
