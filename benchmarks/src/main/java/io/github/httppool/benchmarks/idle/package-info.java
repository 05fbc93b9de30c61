/**
 * What connections cost that nobody uses.
 */
package io.github.httppool.benchmarks.idle;
