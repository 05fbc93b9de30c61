package io.github.httppool.sample.upstream;

import reactor.netty.http.server.HttpServer;

/**
 * A server to call, with one characteristic behaviour. It only defines how it answers;
 * {@link UpstreamServers} decides where it listens and on which threads.
 */
interface Upstream {

	/**
	 * Returns the name by which flows and properties refer to this upstream.
	 */
	String name();

	HttpServer answering(HttpServer server);

}
