package io.github.httppool.benchmarks.load;

import java.time.Duration;

import io.github.httppool.benchmarks.floor.NettyClient;
import io.github.httppool.benchmarks.harness.Latencies;
import org.HdrHistogram.Histogram;

/**
 * Calls of a {@link NettyClient} that has as many connections as there are callers, and
 * as many event loops as this starter.
 */
final class NettyLoad implements Load {

	private final NettyClient client;

	NettyLoad(LoadSettings settings) {
		this.client = new NettyClient(settings.uri(), settings.answer(), settings.callers(), settings.eventLoops());
	}

	@Override
	public Calls run(Duration duration) {
		Histogram all = Latencies.histogram();
		this.client.call(duration).forEach(all::add);
		return Calls.of(all);
	}

	@Override
	public void verify(long calls) {
		if (calls == 0) {
			throw new IllegalStateException("No call was answered");
		}
	}

	@Override
	public void close() {
		this.client.close();
	}

}
