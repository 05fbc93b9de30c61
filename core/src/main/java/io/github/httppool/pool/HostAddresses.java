package io.github.httppool.pool;

import java.net.SocketAddress;
import java.util.List;

import io.github.httppool.AddressSnapshot;
import io.github.httppool.CloseReason;

/**
 * What follows for a host from what becomes known of the addresses of its name. All
 * methods are called with the pool's lock held.
 */
final class HostAddresses {

	private final PoolContext context;

	private final HostPool host;

	HostAddresses(PoolContext context, HostPool host) {
		this.context = context;
		this.host = host;
	}

	/**
	 * A call has come that lends what an address is probed with, if one is due.
	 */
	void probe(PendingAcquire caller, long now) {
		this.context.lock.assertHeld();
		ConnectionGroup group = this.host.group(caller.configurationHash());
		RemoteAddress due = group.addresses().due(now);
		if (due != null && !group.backoff().isOn() && !this.context.admission.keepsNoIdle()) {
			this.host.dialPlanner().probeAddress(group, due, caller, now);
		}
	}

	/**
	 * No connection could be opened to an address. Unless there are others to use, it is
	 * the host that cannot be reached.
	 */
	void unreachable(ConnectionGroup group, SocketAddress address, long now) {
		this.context.lock.assertHeld();
		RemoteAddress dead = group.addresses().failed(address, now);
		if (dead != null && group.addresses().anyAlive()) {
			dead.reportDead();
			this.context.outages.began(this.host, dead);
		}
	}

	/**
	 * A connection is open.
	 */
	void connected(PoolEntry entry) {
		RemoteAddress address = entry.address();
		if (address == null) {
			return;
		}
		if (address.reportReached()) {
			this.context.outages.ended(this.host, address);
		}
		entry.group.addresses().reached(address);
	}

	/**
	 * The resolver has answered: connections to addresses that the name has no more are
	 * retired, active ones after their calls.
	 */
	void resolved(ConnectionGroup group, List<? extends SocketAddress> answer, long now) {
		this.context.lock.assertHeld();
		group.addresses().learn(answer, now);
		for (PoolEntry entry : group.idle()) {
			if (entry.hasVanished()) {
				this.host.retire(entry, CloseReason.EVICTED, now);
			}
		}
	}

	List<AddressSnapshot> snapshot() {
		return AddressRows.of(this.host.groups(), this.host.entries());
	}

}
