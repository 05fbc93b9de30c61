package io.github.httppool;

/**
 * How a pool is, has been and should be, from one reading, so that the words are about
 * the figures beside them.
 *
 * @param snapshot the pool's state and counters
 * @param recent what has happened within the last minute, up to the same moment
 * @param summary both in one line
 * @param advice how large the pool should be, and what else stands out
 */
public record PoolCondition(PoolSnapshot snapshot, RecentSnapshot recent, PoolSummary summary, PoolAdvice advice) {

}
