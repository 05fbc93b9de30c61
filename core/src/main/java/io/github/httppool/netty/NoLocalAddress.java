package io.github.httppool.netty;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;

import io.github.httppool.LocalPortsSnapshot;

/**
 * Explains why the system has found no local address and port for a connection
 * ({@code EADDRNOTAVAIL}), which says nothing about the host.
 */
final class NoLocalAddress {

	/** What the C library says, and the JDK and Netty after it. */
	private static final String CANNOT_ASSIGN = "Cannot assign requested address";

	/** Sockets come and go while they are counted. */
	private static final double NEARLY_ALL = 0.9;

	private NoLocalAddress() {
	}

	/**
	 * Tells whether that is why a dial has failed.
	 */
	static boolean isCauseOf(Throwable error) {
		String message = error.getMessage();
		return message != null && message.contains(CANNOT_ASSIGN);
	}

	/**
	 * Returns what the dial fails with. May block.
	 * @param error why it has failed
	 * @param remote where to
	 * @param ports tells how many ports connections to an address have
	 */
	static Throwable explain(Throwable error, InetSocketAddress remote,
			Function<InetSocketAddress, Optional<LocalPortsSnapshot>> ports) {
		BindException explained = new BindException("no connection to %s: %s".formatted(Addresses.literal(remote),
				ports.apply(remote)
					.filter(NoLocalAddress::areUsedUp)
					.map(NoLocalAddress::usedUp)
					.orElse("this machine has no local address from which it can be reached (" + CANNOT_ASSIGN
							+ ": is its protocol, IPv4 or IPv6, configured here?)")));
		explained.initCause(error);
		return explained;
	}

	private static boolean areUsedUp(LocalPortsSnapshot ports) {
		return ports.open() + ports.timeWait() >= NEARLY_ALL * ports.range();
	}

	private static String usedUp(LocalPortsSnapshot ports) {
		return ("no local port is left: of the %d from %d to %d (net.ipv4.ip_local_port_range) %d are open and %d in "
				+ "TIME_WAIT, where closed connections stay for a minute; connections to it are opened and closed "
				+ "faster than that: reuse them, or widen the range")
			.formatted(ports.range(), ports.first(), ports.last(), ports.open(), ports.timeWait());
	}

}
