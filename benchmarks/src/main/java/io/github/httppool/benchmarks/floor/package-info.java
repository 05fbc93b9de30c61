/**
 * What no client can cost less than: requests and answers without a client, and Spring's
 * clients without a network.
 */
package io.github.httppool.benchmarks.floor;
