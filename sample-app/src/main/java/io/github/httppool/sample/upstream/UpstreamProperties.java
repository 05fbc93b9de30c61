package io.github.httppool.sample.upstream;

import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Where the upstreams listen.
 *
 * @param ports fixed ports by name of the upstream; one that is not named gets a free
 * port of the system's choice
 */
@ConfigurationProperties("sample.upstreams")
record UpstreamProperties(@DefaultValue Map<String, Integer> ports) {

	UpstreamProperties {
		ports.forEach((name, port) -> Assert.isTrue(port >= 0 && port <= 65535,
				() -> "port of upstream '%s' must be 0 (any) to 65535, not %d".formatted(name, port)));
		ports = Map.copyOf(ports);
	}

	int port(String upstream) {
		return this.ports.getOrDefault(upstream, 0);
	}

}
