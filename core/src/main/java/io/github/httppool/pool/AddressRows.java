package io.github.httppool.pool;

import java.net.SocketAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.httppool.AddressSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a host's addresses at one moment, over all its groups. Made with the
 * pool's lock held.
 */
final class AddressRows {

	private final Map<SocketAddress, Row> rows = new HashMap<>();

	private AddressRows() {
	}

	/**
	 * Returns a row for each address that is known.
	 * @param groups the groups of the host
	 * @param entries its slots
	 * @return the rows, ordered by address; none if the host is not a name
	 */
	static List<AddressSnapshot> of(List<ConnectionGroup> groups, Iterable<PoolEntry> entries) {
		AddressRows made = new AddressRows();
		groups.forEach((group) -> group.addresses().all().forEach(made::add));
		if (made.rows.isEmpty()) {
			return List.of();
		}
		entries.forEach(made::count);
		return made.rows.values()
			.stream()
			.map(Row::snapshot)
			.sorted(Comparator.comparing(AddressSnapshot::address))
			.toList();
	}

	private void add(RemoteAddress address) {
		this.rows.computeIfAbsent(address.address(), (key) -> new Row(address)).isDeadSince(address.deadSince());
	}

	private void count(PoolEntry entry) {
		RemoteAddress address = entry.address();
		Row row = (address != null) ? this.rows.get(address.address()) : null;
		if (row != null) {
			row.count(entry);
		}
	}

	private static final class Row {

		private final RemoteAddress address;

		private int active;

		private int idle;

		private int connecting;

		private @Nullable Instant deadSince;

		Row(RemoteAddress address) {
			this.address = address;
		}

		void isDeadSince(@Nullable Instant since) {
			if (this.deadSince == null) {
				this.deadSince = since;
			}
		}

		void count(PoolEntry entry) {
			this.active += entry.is(EntryState.ACTIVE) ? 1 : 0;
			this.idle += entry.is(EntryState.IDLE) ? 1 : 0;
			this.connecting += entry.is(EntryState.CONNECTING) ? 1 : 0;
		}

		AddressSnapshot snapshot() {
			return new AddressSnapshot(this.address.toString(), this.active, this.idle, this.connecting,
					this.deadSince);
		}

	}

}
