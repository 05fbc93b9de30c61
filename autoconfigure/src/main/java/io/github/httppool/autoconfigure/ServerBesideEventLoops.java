package io.github.httppool.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.util.StringUtils;

/**
 * Logs that server and pools can share their event loops, unless the application has said
 * what it wants. Without pools, {@code WebClient} is on the event loops of the server.
 */
final class ServerBesideEventLoops implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

	private static final Log logger = LogFactory.getLog(ServerBesideEventLoops.class);

	private final ObjectProvider<ReactorResourceFactory> resources;

	private final Environment environment;

	ServerBesideEventLoops(ObjectProvider<ReactorResourceFactory> resources, Environment environment) {
		this.resources = resources;
		this.environment = environment;
	}

	/**
	 * Asked here and not by a condition, which is decided at build time with AOT.
	 */
	@Override
	public void customize(NettyReactiveWebServerFactory factory) {
		boolean isSet = StringUtils.hasText(this.environment.getProperty("httppool.event-loops"));
		if (!isSet && ServerOnEventLoops.isPossible(this.resources)) {
			logger
				.info("The web server has its own event loops, so a WebClient call made for a request switches threads"
						+ " twice. Set httppool.event-loops=shared to avoid that, or to a number to keep them apart");
		}
	}

}
