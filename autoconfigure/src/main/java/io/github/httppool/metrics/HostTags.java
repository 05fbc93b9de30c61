package io.github.httppool.metrics;

import io.github.httppool.text.Printable;
import io.micrometer.core.instrument.Tags;

/**
 * The tags of a remote host.
 *
 * @param ours one tag with host and port
 * @param openTelemetry a tag for each, an IPv6 address without brackets
 */
record HostTags(Tags ours, Tags openTelemetry) {

	/** What no connection goes to. OpenTelemetry's port is a number and is required. */
	private static final String NO_PORT = "0";

	/** The hosts without tags of their own. */
	static final HostTags OTHERS = of("other", "other", NO_PORT);

	/**
	 * Returns the tags of a host.
	 * @param host host and port, as in {@code api.example:443} or {@code [::1]:443}
	 * @return the tags, safe to show
	 */
	static HostTags of(String host) {
		String printable = Printable.line(host, Printable.MAX_LENGTH);
		int colon = printable.lastIndexOf(':');
		return (colon < 0) ? of(printable, printable, NO_PORT)
				: of(printable, withoutBrackets(printable.substring(0, colon)), printable.substring(colon + 1));
	}

	private static HostTags of(String host, String address, String port) {
		return new HostTags(Tags.of(HttpPoolTag.HOST.of(host)),
				Tags.of(HttpPoolTag.SERVER_ADDRESS.of(address), HttpPoolTag.SERVER_PORT.of(port)));
	}

	private static String withoutBrackets(String address) {
		return (address.startsWith("[") && address.endsWith("]")) ? address.substring(1, address.length() - 1)
				: address;
	}

}
