package io.github.httppool.actuate;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.github.httppool.SocketCounts;
import io.github.httppool.SocketsSnapshot;
import io.github.httppool.actuate.HttpPoolEndpoint.HostSocketsDescriptor;
import io.github.httppool.actuate.HttpPoolEndpoint.SocketsDescriptor;
import io.github.httppool.text.Printable;

/**
 * Describes sockets, those of the hosts that have most of them one by one.
 */
final class SocketsDescriptors {

	private static final String SCOPE = "network namespace";

	private static final Comparator<Map.Entry<String, SocketCounts>> MOST_SOCKETS = Comparator
		.comparingInt((Map.Entry<String, SocketCounts> host) -> sockets(host.getValue()))
		.reversed()
		.thenComparing(Map.Entry.comparingByKey());

	private SocketsDescriptors() {
	}

	private static int sockets(SocketCounts counts) {
		return counts.established() + counts.closeWait() + counts.timeWait();
	}

	static SocketsDescriptor of(SocketsSnapshot sockets) {
		SocketCounts total = sockets.total();
		Busiest<Map.Entry<String, SocketCounts>> hosts = Busiest.of(List.copyOf(sockets.hosts().entrySet()),
				MOST_SOCKETS, PoolDescriptors.MAX_HOSTS);
		return new SocketsDescriptor(SCOPE, total.established(), total.closeWait(), total.timeWait(),
				hosts.map(SocketsDescriptors::ofHost), hosts.omitted());
	}

	private static HostSocketsDescriptor ofHost(Map.Entry<String, SocketCounts> host) {
		SocketCounts counts = host.getValue();
		return new HostSocketsDescriptor(Printable.line(host.getKey(), Printable.MAX_LENGTH), counts.established(),
				counts.closeWait(), counts.timeWait());
	}

}
