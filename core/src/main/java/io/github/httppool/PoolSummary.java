package io.github.httppool;

/**
 * How a pool is, at this moment and within the last minute.
 *
 * @param level how bad that is
 * @param text the same in one line, such as
 * {@code 20 of 20 in use, 14 waiting, 18 leaked at OrderClient.find:42}
 */
public record PoolSummary(SummaryLevel level, String text) {

}
