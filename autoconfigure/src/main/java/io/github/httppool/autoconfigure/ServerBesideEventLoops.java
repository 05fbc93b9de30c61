package io.github.httppool.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * Tells an application with a web server on Reactor Netty that it can have server and
 * pools on the same event loops: without the pools, its client is on those of the server.
 */
final class ServerBesideEventLoops implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

	private static final Log logger = LogFactory.getLog(ServerBesideEventLoops.class);

	@Override
	public void customize(NettyReactiveWebServerFactory factory) {
		logger.info("The web server has event loops of its own, so a call made for a request changes threads twice:"
				+ " httppool.event-loops=shared avoids that, and a number keeps it as it is");
	}

}
