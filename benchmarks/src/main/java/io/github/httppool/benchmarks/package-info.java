/**
 * Side-by-side measurements of the starter and of the clients an application would have
 * without it. Every client comes out of a Spring Boot context, as an application gets it;
 * what is measured and how is said by
 * {@link io.github.httppool.benchmarks.LoadBenchmark},
 * {@link io.github.httppool.benchmarks.SpikeProcess},
 * {@link io.github.httppool.benchmarks.CloseProcess} and
 * {@link io.github.httppool.benchmarks.IsolationProcess}.
 */
package io.github.httppool.benchmarks;
