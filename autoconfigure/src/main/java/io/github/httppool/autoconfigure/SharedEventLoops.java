package io.github.httppool.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Logs whether the web server shares the event loops of the pools, as
 * {@code httppool.event-loops} asks for. A server has been created before the singletons
 * are.
 */
final class SharedEventLoops implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(SharedEventLoops.class);

	private volatile String outcome = "httppool.event-loops is 'shared', but there is no web server on Reactor Netty"
			+ " to share them with: they are the pools' alone";

	void areUsedByServer() {
		this.outcome = "The web server runs on the event loops of the pools";
	}

	void areNotUsedByServer() {
		this.outcome = "httppool.event-loops is 'shared', but the web server has event loops of its own, those of a"
				+ " ReactorResourceFactory of the application: these are the pools' alone";
	}

	@Override
	public void afterSingletonsInstantiated() {
		logger.info(this.outcome);
	}

}
