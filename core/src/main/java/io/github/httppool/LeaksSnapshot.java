package io.github.httppool;

import java.util.List;

/**
 * The leaks found in one pool since it was created.
 *
 * @param suspected leases that lasted longer than the threshold
 * @param confirmed responses that became unreachable before they were read to their end
 * @param reclaimed leases ended by the pool
 * @param sites the call sites they come from, most recently seen first
 */
public record LeaksSnapshot(long suspected, long confirmed, long reclaimed, List<LeakSite> sites) {

	/** No leaks found, or leak detection is off. */
	public static final LeaksSnapshot NONE = new LeaksSnapshot(0, 0, 0, List.of());

}
