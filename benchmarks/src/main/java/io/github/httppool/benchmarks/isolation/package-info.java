/**
 * Latency of one dependency while another one hangs.
 */
package io.github.httppool.benchmarks.isolation;
