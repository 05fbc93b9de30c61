package io.github.httppool.pool;

/**
 * How far a dial has come.
 *
 * @param phase what it is waiting for
 * @param target of whom: an address, or a name that has none yet
 * @param since when this phase began, in nanoseconds
 */
public record DialProgress(DialPhase phase, String target, long since) {

}
