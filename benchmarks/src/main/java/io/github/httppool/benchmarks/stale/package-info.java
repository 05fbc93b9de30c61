/**
 * Calls at the moment at which a server closes its idle connections.
 */
package io.github.httppool.benchmarks.stale;
