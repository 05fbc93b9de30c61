package io.github.httppool.netty;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.function.Function;

import io.github.httppool.LocalPortsSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Explains why the system has found no local address and port for a connection
 * ({@code EADDRNOTAVAIL}), which says nothing about the host.
 *
 * @param remote where to
 * @param local where from, {@code null} if the client leaves that to the system
 */
record NoLocalAddress(InetSocketAddress remote, @Nullable SocketAddress local) {

	/** What the C library says, and the JDK and Netty after it. */
	private static final String CANNOT_ASSIGN = "Cannot assign requested address";

	/** Sockets come and go while they are counted. */
	private static final double NEARLY_ALL = 0.9;

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
	 * @param ports tells how many ports connections to an address have
	 */
	Throwable explain(Throwable error, Function<InetSocketAddress, Optional<LocalPortsSnapshot>> ports) {
		BindException explained = new BindException("no connection to %s: %s".formatted(Addresses.literal(this.remote),
				ports.apply(this.remote)
					.filter(NoLocalAddress::areUsedUp)
					.map(NoLocalAddress::usedUp)
					.orElseGet(this::missing)));
		explained.initCause(error);
		return explained;
	}

	/**
	 * The system says the same of an address that is not one of this machine and of one
	 * that has no port left for the remote address.
	 */
	private String missing() {
		return (this.local != null)
				? "the client binds to %s (bindAddress), which is no address of this machine or has no port left (%s)"
					.formatted(Addresses.literal(this.local), CANNOT_ASSIGN)
				: "this machine has no local address from which it can be reached (" + CANNOT_ASSIGN
						+ ": is its protocol, IPv4 or IPv6, configured here?)";
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
