package io.github.httppool.pool;

/**
 * Opens the connections that are missing from a floor, as far as there is room: nothing
 * gives way to them, and nobody waits longer because of them. All methods are called with
 * the pool's lock held.
 */
final class FloorKeeper {

	private final PoolContext context;

	private final RemoteHosts hosts;

	FloorKeeper(PoolContext context, RemoteHosts hosts) {
		this.context = context;
		this.hosts = hosts;
	}

	/**
	 * Looks at the floors of which it is time.
	 */
	void restoreDue(long now) {
		this.context.floors.takeDue(now).forEach((floor) -> restore(floor, now));
		this.context.floors.arm(now);
	}

	/**
	 * Opens what is missing from a floor. What there is no room for is looked at again
	 * soon, as nobody tells when there is.
	 */
	void restore(ConnectionFloor floor, long now) {
		if (floor.isAsleep() || isSuspended()) {
			return;
		}
		HostPool host = this.hosts.known(floor.remote());
		ConnectionGroup group = host.group(floor.configurationHash());
		int missing = floor.missing(group);
		if (missing > 0) {
			int wanted = Math.min(missing, floor.allowed(group, now));
			if (host.dialPlanner().open(group, floor.config(), wanted, null, now) < missing) {
				floor.lookAt(now + ConnectionFloor.RETRY_NANOS, now);
			}
		}
		host.removeIfUnused();
	}

	/**
	 * Whether nothing is opened. Once that has changed, all floors are looked at.
	 */
	private boolean isSuspended() {
		return this.context.floors.areResting() || this.context.admission.keepsNoIdle();
	}

}
