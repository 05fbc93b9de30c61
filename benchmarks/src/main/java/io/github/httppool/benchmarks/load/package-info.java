/**
 * All callers at once, each at full speed: throughput, cost and latency of every client,
 * and of what no client can do without.
 */
package io.github.httppool.benchmarks.load;
