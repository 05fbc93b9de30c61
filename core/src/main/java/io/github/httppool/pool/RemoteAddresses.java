package io.github.httppool.pool;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.httppool.AddressUse;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a name, as the clients of one group resolve it, and the order in which
 * a dial tries them. Guarded by the pool's lock.
 *
 * <p>
 * Connections are spread over the addresses of the family that the resolver names first;
 * those of the other one take turns with them as something to fall back on (RFC 8305,
 * section 4). An address that could not be reached comes last, and is tried again after a
 * pause.
 */
final class RemoteAddresses {

	private final AddressUse use;

	private final Map<SocketAddress, RemoteAddress> known = new HashMap<>(1);

	private int turn;

	private int dead;

	RemoteAddresses(AddressUse use) {
		this.use = use;
	}

	// Which one a dial tries

	/**
	 * Returns in which order a dial tries the addresses; it is counted at the first of
	 * them from now on.
	 * @param dial its slot
	 * @param answer what the resolver says
	 * @param now the time
	 * @return all of the addresses, for a probe only the one that it is for, unless the
	 * name has it no more
	 */
	List<SocketAddress> order(PoolEntry dial, List<? extends SocketAddress> answer, long now) {
		learn(answer, now);
		if (!dial.is(EntryState.CONNECTING)) {
			// It has ended meanwhile, and is counted nowhere.
			return List.copyOf(answer);
		}
		RemoteAddress probed = dial.probed();
		if (probed != null) {
			return probed.isMissing() ? List.of() : List.of(probed.address());
		}
		List<RemoteAddress> order = listed(answer);
		if (this.use == AddressUse.ALL && order.size() > 1) {
			order = inTurn(order, now);
		}
		if (!order.isEmpty()) {
			dial.goesTo(order.get(0));
		}
		return order.stream().map(RemoteAddress::address).toList();
	}

	private List<RemoteAddress> listed(List<? extends SocketAddress> answer) {
		Set<RemoteAddress> listed = new LinkedHashSet<>();
		answer.forEach((address) -> listed.add(of(address)));
		return new ArrayList<>(listed);
	}

	private RemoteAddress of(SocketAddress address) {
		return this.known.computeIfAbsent(address, RemoteAddress::new);
	}

	private List<RemoteAddress> inTurn(List<RemoteAddress> listed, long now) {
		boolean ipv6First = listed.get(0).isIpv6();
		List<RemoteAddress> healthy = new ArrayList<>(listed);
		healthy.removeIf(RemoteAddress::isDead);
		List<RemoteAddress> order = healthy.isEmpty() ? healthy : spread(healthy, ipv6First);
		List<RemoteAddress> dead = new ArrayList<>(listed);
		dead.removeIf((address) -> !address.isDead());
		dead.sort((one, other) -> Long.signum(one.pauseEnd() - other.pauseEnd()));
		order.addAll(dead);
		tryAgain(order, ipv6First, now);
		return order;
	}

	/**
	 * Puts the address with the fewest connections first. Of dials that begin at one
	 * moment, those that find the same address dead go on with different ones.
	 */
	private List<RemoteAddress> spread(List<RemoteAddress> healthy, boolean ipv6First) {
		RemoteAddress first = interleaved(byUse(healthy, this.turn++), ipv6First).get(0);
		healthy.remove(first);
		List<RemoteAddress> order = byUse(healthy, first.nextTurn());
		order.add(0, first);
		return interleaved(order, ipv6First);
	}

	private static List<RemoteAddress> byUse(List<RemoteAddress> addresses, int turn) {
		List<RemoteAddress> sorted = new ArrayList<>(addresses);
		Collections.rotate(sorted, -Math.floorMod(turn, Math.max(1, sorted.size())));
		sorted.sort(Comparator.comparingInt(RemoteAddress::uses));
		return sorted;
	}

	/**
	 * Has the families take turns.
	 */
	private static List<RemoteAddress> interleaved(List<RemoteAddress> addresses, boolean ipv6First) {
		List<RemoteAddress> preferred = new ArrayList<>(addresses);
		preferred.removeIf((address) -> address.isIpv6() != ipv6First);
		List<RemoteAddress> others = new ArrayList<>(addresses);
		others.removeIf((address) -> address.isIpv6() == ipv6First);
		List<RemoteAddress> interleaved = new ArrayList<>(addresses.size());
		for (int i = 0; i < addresses.size(); i++) {
			if (i < preferred.size()) {
				interleaved.add(preferred.get(i));
			}
			if (i < others.size()) {
				interleaved.add(others.get(i));
			}
		}
		return interleaved;
	}

	/**
	 * An address that is due and not probed, as there is no room for a probe, is tried
	 * first, by one dial.
	 */
	private static void tryAgain(List<RemoteAddress> order, boolean ipv6, long now) {
		for (RemoteAddress address : order) {
			if (address.isIpv6() == ipv6 && address.isDue(now) && !address.isUnusable()) {
				address.retries(now);
				order.remove(address);
				order.add(0, address);
				return;
			}
		}
	}

	/**
	 * A dial tries an address next, or has reached it before the others.
	 */
	void dialsTo(PoolEntry dial, SocketAddress address) {
		RemoteAddress next = this.known.get(address);
		if (next != null && dial.address() != null) {
			dial.goesTo(next);
		}
	}

	// Which ones can be reached

	/**
	 * No connection could be opened to an address.
	 * @return the address, if that has just become more than an accident
	 */
	@Nullable RemoteAddress failed(SocketAddress address, long now) {
		RemoteAddress failed = this.known.get(address);
		if (failed == null) {
			return null;
		}
		this.dead += failed.isDead() ? 0 : 1;
		return (failed.failed(now) && failed.beginsOutage()) ? failed : null;
	}

	/**
	 * A connection to an address is open.
	 */
	/**
	 * An address can be reached, and cannot be used.
	 */
	void unusable(SocketAddress address) {
		RemoteAddress reached = this.known.get(address);
		if (reached != null) {
			reached.unusable();
		}
	}

	/**
	 * Whether there are others to use while an address is left out.
	 */
	boolean anyAlive() {
		return this.use == AddressUse.ALL
				&& this.known.values().stream().anyMatch((address) -> !address.isDead() && !address.isMissing());
	}

	void reached(RemoteAddress address) {
		this.dead -= address.isDead() ? 1 : 0;
		address.reached();
	}

	/**
	 * The address that is to be probed, as it may be back, if others serve meanwhile.
	 */
	@Nullable RemoteAddress due(long now) {
		if (this.dead == 0 || this.use == AddressUse.FIRST) {
			return null;
		}
		for (RemoteAddress address : this.known.values()) {
			if (address.isDue(now) && !address.isMissing()) {
				return address;
			}
		}
		return null;
	}

	// Which ones the name has

	/**
	 * Learns from an answer of the resolver. One that has no address of a family says
	 * nothing of that family: a resolver may not wait for it. Nothing is learned from an
	 * empty one.
	 */
	void learn(List<? extends SocketAddress> answer, long now) {
		Set<RemoteAddress> listed = new LinkedHashSet<>(listed(answer));
		boolean anyIpv6 = listed.stream().anyMatch(RemoteAddress::isIpv6);
		boolean anyIpv4 = listed.stream().anyMatch((address) -> !address.isIpv6());
		listed.forEach(RemoteAddress::listed);
		for (RemoteAddress address : this.known.values()) {
			if (!listed.contains(address) && (address.isIpv6() ? anyIpv6 : anyIpv4)) {
				address.missing(now);
			}
		}
		if (this.known.values().removeIf((address) -> address.isMissing() && address.uses() == 0)) {
			this.dead = (int) this.known.values().stream().filter(RemoteAddress::isDead).count();
		}
	}

	Collection<RemoteAddress> all() {
		return this.known.values();
	}

}
