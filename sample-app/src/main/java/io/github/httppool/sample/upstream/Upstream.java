package io.github.httppool.sample.upstream;

import reactor.netty.http.server.HttpServer;

/**
 * A server to call, with one habit of its own. It only says how it answers; where it
 * listens and on which threads is up to {@link UpstreamServers}.
 */
interface Upstream {

	/**
	 * Name under which flows and properties refer to this upstream.
	 */
	String name();

	HttpServer answering(HttpServer server);

}
