package io.github.httppool.pool;

/**
 * What a caller of a test dials with: its own way to do so. Leads to the caller, as that
 * of a request does.
 */
@FunctionalInterface
interface FakeDialConfig extends DialConfig {

	/** Dials as the caller says. */
	Connector CONNECTOR = (entry, config) -> ((FakeDialConfig) config).dial(entry);

	PendingDial dial(PoolEntry entry);

}
