/**
 * What the core of a pool costs, without any socket: to lease an idle connection and to
 * give it back.
 */
package io.github.httppool.benchmarks.pool;
