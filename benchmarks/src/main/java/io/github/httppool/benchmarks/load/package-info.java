/**
 * All callers at once, each at full speed: throughput, cost and latency of every client.
 */
package io.github.httppool.benchmarks.load;
