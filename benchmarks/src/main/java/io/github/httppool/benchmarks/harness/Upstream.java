package io.github.httppool.benchmarks.harness;

import java.io.IOException;
import java.net.URI;

/**
 * The server that is called: a process of its own on this machine.
 */
public interface Upstream extends AutoCloseable {

	/** What the server answers unless asked for more: 180 bytes. */
	String ANSWER = Answer.ofBytes(180).text();

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
	 * @param answer what {@link #PATH} answers
	 */
	static Upstream fastest(Answer answer) throws IOException, InterruptedException {
		return NginxUpstream.isInstalled() ? new NginxUpstream(answer) : new NettyUpstream(answer);
	}

	/**
	 * Starts the server that can also answer slowly.
	 */
	static Upstream slow() throws IOException {
		return new NettyUpstream(new Answer(ANSWER));
	}

}
