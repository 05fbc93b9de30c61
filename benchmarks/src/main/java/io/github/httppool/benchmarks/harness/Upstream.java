package io.github.httppool.benchmarks.harness;

import java.io.IOException;
import java.net.URI;

/**
 * The server that is called: a process of its own on this machine.
 */
public interface Upstream extends AutoCloseable {

	/** What {@link #PATH} answers: 180 bytes. */
	String ANSWER = "{\"id\":1234567890,\"name\":\"" + "x".repeat(152) + "\"}";

	/** Where it answers at once. */
	String PATH = "/answer";

	String name();

	URI uri();

	long pid();

	@Override
	void close() throws IOException;

	/**
	 * Fails unless it is what the server answers.
	 */
	static void check(String answer) {
		if (answer == null || answer.length() != ANSWER.length()) {
			throw new IllegalStateException("Wrong answer: " + answer);
		}
	}

	/**
	 * Starts the server that takes the least from the client: NGINX where it is
	 * installed.
	 */
	static Upstream fastest() throws IOException, InterruptedException {
		return NginxUpstream.isInstalled() ? new NginxUpstream() : new NettyUpstream();
	}

	/**
	 * Starts the server that can also answer slowly.
	 */
	static Upstream slow() throws IOException {
		return new NettyUpstream();
	}

}
