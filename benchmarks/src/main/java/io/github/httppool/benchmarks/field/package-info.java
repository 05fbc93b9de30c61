/**
 * The problems that field reports on HTTP client leaks describe, before and after: each
 * is brought about once with a client as the reports had it, and once with this starter.
 */
@NullMarked
package io.github.httppool.benchmarks.field;

import org.jspecify.annotations.NullMarked;
