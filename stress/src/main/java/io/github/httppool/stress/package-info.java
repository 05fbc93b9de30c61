/**
 * Races of two threads in the pool, run by jcstress. Each test names one pair of actions
 * and every outcome that it may have; an {@link io.github.httppool.stress.Audit} after
 * each race finds out whether the pool has lost or gained anything.
 */
package io.github.httppool.stress;
