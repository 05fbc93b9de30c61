package io.github.httppool.pool;

/**
 * What a connection is dialed with. Means something to the {@link Connector} only. May
 * hold on to the call that it comes from: the pool asks for it when a dial begins, and
 * keeps it no longer than that.
 */
public interface DialConfig {

}
