package io.github.httppool.netty;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;

import io.github.httppool.EventsSnapshot;
import io.github.httppool.LocalPortsSnapshot;
import io.github.httppool.NetworkTransport;
import io.github.httppool.events.EventRecorder;
import io.github.httppool.pool.DescriptorGuard;

/**
 * What all pools of an application share of its process and its machine.
 *
 * @param eventLoops threads that do the network work
 * @param transport how they wait for the network
 * @param descriptors keeps the pools from opening the last sockets
 * @param localPorts tells how many ports connections to an address have, if that is known
 * here; may block
 * @param events keeps what happens in the pools
 */
public record SharedResources(int eventLoops, NetworkTransport transport, DescriptorGuard descriptors,
		Function<InetSocketAddress, Optional<LocalPortsSnapshot>> localPorts, EventRecorder events) {

	/**
	 * Creates resources with the flight recorder that there is unless configured.
	 * @param eventLoops threads that do the network work
	 * @param transport how they wait for the network
	 * @param descriptors keeps the pools from opening the last sockets
	 * @param localPorts tells how many ports connections to an address have
	 */
	public SharedResources(int eventLoops, NetworkTransport transport, DescriptorGuard descriptors,
			Function<InetSocketAddress, Optional<LocalPortsSnapshot>> localPorts) {
		this(eventLoops, transport, descriptors, localPorts, new EventRecorder(EventsSnapshot.DEFAULT_SIZE));
	}

	/**
	 * Creates resources without limits.
	 * @param eventLoops threads that do the network work
	 */
	public SharedResources(int eventLoops) {
		this(eventLoops, NetworkTransport.AUTO, DescriptorGuard.NONE, (address) -> Optional.empty());
	}

}
