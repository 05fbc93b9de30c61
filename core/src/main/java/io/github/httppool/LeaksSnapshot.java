package io.github.httppool;

import java.util.List;

/**
 * Leaks of one pool since it was created.
 *
 * @param suspected leases that lasted longer than the threshold
 * @param confirmed responses forgotten before they were read to their end
 * @param reclaimed leases ended by the pool
 * @param sites where they come from, those seen last first
 */
public record LeaksSnapshot(long suspected, long confirmed, long reclaimed, List<LeakSite> sites) {

	/** Nothing found, or not looked for. */
	public static final LeaksSnapshot NONE = new LeaksSnapshot(0, 0, 0, List.of());

}
