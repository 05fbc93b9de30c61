package io.github.httppool.benchmarks.harness;

import java.io.IOException;
import java.net.URI;

/**
 * A {@link ServerProcess}.
 */
final class NettyUpstream implements Upstream {

	private final JavaProcess process;

	private final int port;

	NettyUpstream(Answer answer) throws IOException {
		this.process = JavaProcess.start(ServerProcess.class, Integer.toString(answer.bytes()));
		this.port = Integer.parseInt(this.process.awaitLine(ServerProcess.PORT));
	}

	@Override
	public String name() {
		return "Reactor Netty, 1 event loop, same machine";
	}

	@Override
	public URI uri() {
		return URI.create("http://127.0.0.1:" + this.port);
	}

	@Override
	public long pid() {
		return this.process.pid();
	}

	@Override
	public void close() {
		this.process.close();
	}

}
