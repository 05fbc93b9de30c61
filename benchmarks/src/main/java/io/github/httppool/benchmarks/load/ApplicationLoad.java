package io.github.httppool.benchmarks.load;

import java.time.Duration;
import java.util.Map;

import io.github.httppool.HttpPool;
import io.github.httppool.benchmarks.harness.Answer;
import io.github.httppool.benchmarks.harness.ClientApplication;
import io.github.httppool.benchmarks.harness.Upstream;
import io.github.httppool.benchmarks.harness.Variant;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Calls through a client that an application has from Spring Boot.
 */
final class ApplicationLoad implements Load {

	private final ClientApplication application;

	private final Callers callers;

	private ApplicationLoad(ClientApplication application, Callers callers) {
		this.application = application;
		this.callers = callers;
	}

	static ApplicationLoad of(Variant variant, LoadSettings settings) {
		Class<?>[] limits = variant.isOnPool() ? new Class<?>[0] : new Class<?>[] { ReactorNettyLimit.class };
		ClientApplication application = new ClientApplication(variant, settings.server(), properties(variant, settings),
				limits);
		return new ApplicationLoad(application,
				variant.isReactive() ? callers(settings.callers(), application.webClient(), settings.answer())
						: callers(settings.callers(), application.restClient(), settings.answer()));
	}

	private static Map<String, Object> properties(Variant variant, LoadSettings settings) {
		return (variant.isOnPool() && settings.loops() > 0) ? Map.of("httppool.event-loops", settings.loops())
				: Map.of();
	}

	static Callers callers(int count, RestClient client, Answer answer) {
		return new BlockingCallers(count, () -> client.get().uri(Upstream.PATH).retrieve().body(String.class), answer);
	}

	static Callers callers(int count, WebClient client, Answer answer) {
		return new ReactiveCallers(count, () -> client.get().uri(Upstream.PATH).retrieve().bodyToMono(String.class),
				answer);
	}

	@Override
	public Calls run(Duration duration) {
		return Calls.of(this.callers.call(duration));
	}

	@Override
	public void verify(long calls) {
		this.application.verifyUse(HttpPool.DEFAULT);
	}

	@Override
	public void close() {
		this.application.close();
	}

}
