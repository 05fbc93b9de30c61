/**
 * A slow response that is given up after its first byte.
 */
package io.github.httppool.benchmarks.close;
