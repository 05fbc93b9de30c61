/**
 * Side-by-side measurements of the starter and of the clients an application would have
 * without it. Each benchmark has a package of its own, which knows the
 * {@linkplain io.github.httppool.benchmarks.harness harness} and no other benchmark.
 */
package io.github.httppool.benchmarks;
