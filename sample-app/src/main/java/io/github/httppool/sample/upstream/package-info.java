/**
 * The servers that the demo calls. Each shows one behaviour that a client meets in
 * production.
 */
@NullMarked
package io.github.httppool.sample.upstream;

import org.jspecify.annotations.NullMarked;
