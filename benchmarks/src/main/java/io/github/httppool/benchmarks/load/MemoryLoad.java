package io.github.httppool.benchmarks.load;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.github.httppool.benchmarks.floor.MemoryConnector;
import io.github.httppool.benchmarks.floor.MemoryRequestFactory;
import io.github.httppool.benchmarks.harness.ClientApplication;
import io.github.httppool.benchmarks.harness.Variant;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Calls of one caller through a client of Spring's that has no network under it. One, as
 * the cost of a call is asked for: no call waits for anything, so that more callers would
 * only contend for the cores.
 */
final class MemoryLoad implements Load {

	private static final int CALLERS = 1;

	private final ClientApplication application;

	private final Callers callers;

	private final LongSupplier answered;

	private MemoryLoad(ClientApplication application, Callers callers, LongSupplier answered) {
		this.application = application;
		this.callers = callers;
		this.answered = answered;
	}

	static MemoryLoad rest(LoadSettings settings) {
		ClientApplication application = new ClientApplication(Variant.REST_REACTOR, settings.server());
		MemoryRequestFactory memory = new MemoryRequestFactory(settings.answer());
		RestClient client = application.restClient().mutate().requestFactory(memory).build();
		return new MemoryLoad(application, ApplicationLoad.callers(CALLERS, client, settings.answer()),
				memory::answered);
	}

	static MemoryLoad web(LoadSettings settings) {
		ClientApplication application = new ClientApplication(Variant.WEB_REACTOR, settings.server());
		MemoryConnector memory = new MemoryConnector(settings.answer());
		WebClient client = application.webClient().mutate().clientConnector(memory).build();
		return new MemoryLoad(application, ApplicationLoad.callers(CALLERS, client, settings.answer()),
				memory::answered);
	}

	@Override
	public Calls run(Duration duration) {
		return Calls.of(this.callers.call(duration));
	}

	@Override
	public void verify(long calls) {
		if (this.answered.getAsLong() != calls) {
			throw new IllegalStateException(
					"%d calls were answered from memory, not %d".formatted(this.answered.getAsLong(), calls));
		}
	}

	/**
	 * The application may have event loops, but no call uses them.
	 */
	@Override
	public LoopTimes loops() {
		return LoopTimes.NONE;
	}

	@Override
	public void close() {
		this.application.close();
	}

}
