/**
 * What the pool's ways cost, without a network, measured by JMH.
 */
package io.github.httppool.stress.jmh;
