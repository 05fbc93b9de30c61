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
 * @param callers how many calls are made at once, where one is not enough
 * @param loops event loops of this starter and of the raw Netty client, or 0 for the
 * default
 */
record LoadSettings(URI server, Answer answer, int callers, int loops) {

	static LoadSettings of(URI server, Options options) {
		return new LoadSettings(server, answer(options), options.number("callers", 32), options.number("loops", 0));
	}

	static Answer answer(Options options) {
		return Answer.ofBytes(options.number("body", 180));
	}

	/**
	 * Returns the event loops of this starter and of the raw Netty client: half as many
	 * as there are cores, unless asked for otherwise.
	 */
	int eventLoops() {
		return (this.loops > 0) ? this.loops : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
	}

	/**
	 * Returns what all calls ask for.
	 */
	URI uri() {
		return this.server.resolve(Upstream.PATH);
	}

	@Override
	public String toString() {
		return "%d callers, answers of %,d bytes%s".formatted(this.callers, this.answer.bytes(),
				(this.loops > 0) ? ", %d event loops".formatted(this.loops) : "");
	}

}
