package io.github.httppool.autoconfigure;

import java.util.List;

import io.github.httppool.NetworkTransport;
import io.github.httppool.autoconfigure.properties.InvalidPropertiesException;
import io.github.httppool.autoconfigure.properties.InvalidProperty;
import io.github.httppool.autoconfigure.properties.WrittenProperties;
import io.github.httppool.netty.NetworkTransports;

/**
 * Rejects a transport that this machine does not have.
 */
final class TransportCheck {

	private TransportCheck() {
	}

	/**
	 * Checks {@code httppool.transport}.
	 * @param transport its value
	 * @param written where it was written
	 * @throws InvalidPropertiesException if the pools cannot use it
	 */
	static void check(NetworkTransport transport, WrittenProperties written) {
		NetworkTransports.reasonAgainst(transport).ifPresent((reason) -> {
			throw new InvalidPropertiesException(List.of(new InvalidProperty(
					written.find("httppool.transport", transport), "must be available: " + reason)));
		});
	}

}
