package io.github.httppool.benchmarks.load;

import java.net.URI;

import io.github.httppool.benchmarks.harness.Answer;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Upstream;

/**
 * What is the same for all loads.
 *
 * @param server the server
 * @param answer what it answers
 * @param loops event loops of this starter and of the raw Netty client, or 0 for the
 * default
 */
record LoadSettings(URI server, Answer answer, int loops) {

	static LoadSettings of(URI server, Options options) {
		return new LoadSettings(server, answer(options), options.number("loops", 0));
	}

	static Answer answer(Options options) {
		return Answer.ofBytes(options.number("body", 180));
	}

	/**
	 * Returns what all calls ask for.
	 */
	URI uri() {
		return this.server.resolve(Upstream.PATH);
	}

}
