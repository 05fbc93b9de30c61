package io.github.httppool.autoconfigure;

import io.github.httppool.netty.ReactorHttpPools;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Has the application's web server on Reactor Netty run on the event loops of the pools,
 * unless a {@link ReactorResourceFactory} of the application gives it its own. A
 * {@code runOn} of a customizer of the server would have no effect: Spring Boot's server
 * sets the event loops of its resource factory last.
 */
final class ServerOnEventLoops implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

	private final ObjectProvider<ReactorHttpPools> pools;

	private final ObjectProvider<ReactorResourceFactory> resources;

	private final SharedEventLoops shared;

	ServerOnEventLoops(ObjectProvider<ReactorHttpPools> pools, ObjectProvider<ReactorResourceFactory> resources,
			SharedEventLoops shared) {
		this.pools = pools;
		this.resources = resources;
		this.shared = shared;
	}

	/**
	 * Returns whether no resource factory of the application has event loops of its own.
	 */
	static boolean isPossible(ObjectProvider<ReactorResourceFactory> resources) {
		return resources.stream().allMatch(ReactorResourceFactory::isUseGlobalResources);
	}

	@Override
	public void customize(NettyReactiveWebServerFactory factory) {
		if (isPossible(this.resources)) {
			factory.setResourceFactory(new EventLoopsOfPools(this.pools));
			this.shared.areUsedByServer();
		}
		else {
			this.shared.areNotUsedByServer();
		}
	}

	/**
	 * Not asked before the server starts. So the pools are created as late as without a
	 * server.
	 */
	private static final class EventLoopsOfPools extends ReactorResourceFactory {

		private final ObjectProvider<ReactorHttpPools> pools;

		EventLoopsOfPools(ObjectProvider<ReactorHttpPools> pools) {
			this.pools = pools;
		}

		@Override
		public LoopResources getLoopResources() {
			return this.pools.getObject().eventLoops();
		}

	}

}
