package io.github.httppool.sample.upstream;

import java.net.URI;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Where the upstreams listen.
 *
 * @param ports fixed ports by name of the upstream; one that is not named gets a free
 * port of the system's choice
 * @param addresses root URIs, by name, of upstreams that run elsewhere
 */
@ConfigurationProperties("sample.upstreams")
record UpstreamProperties(@DefaultValue Map<String, Integer> ports, @DefaultValue Map<String, URI> addresses) {

	UpstreamProperties {
		ports.forEach((name, port) -> Assert.isTrue(port >= 0 && port <= 65535,
				() -> "port of upstream '%s' must be 0 (any) to 65535, not %d".formatted(name, port)));
		addresses.forEach((name, address) -> Assert.isTrue(address.getHost() != null,
				() -> "address of upstream '%s' must be a URI such as http://slow.example/, not '%s'".formatted(name,
						address)));
		ports = Map.copyOf(ports);
		addresses = Map.copyOf(addresses);
	}

	boolean runElsewhere(String upstream) {
		return this.addresses.containsKey(upstream);
	}

	int port(String upstream) {
		return this.ports.getOrDefault(upstream, 0);
	}

}
