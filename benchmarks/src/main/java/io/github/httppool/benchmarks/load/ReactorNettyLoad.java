package io.github.httppool.benchmarks.load;

import java.time.Duration;

import io.github.httppool.benchmarks.harness.Upstream;
import io.netty.handler.codec.http.HttpResponseStatus;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Calls through Reactor Netty's own client, without Spring.
 */
final class ReactorNettyLoad implements Load {

	private final HttpClient client;

	private final Callers callers;

	ReactorNettyLoad(LoadSettings settings) {
		this.client = ReactorNettyLimit.client().baseUrl(settings.server().toString());
		this.callers = new ReactiveCallers(settings.callers(), this::call, settings.answer());
	}

	private Mono<String> call() {
		return this.client.get().uri(Upstream.PATH).responseSingle(ReactorNettyLoad::body);
	}

	private static Mono<String> body(HttpClientResponse response, ByteBufMono body) {
		if (!response.status().equals(HttpResponseStatus.OK)) {
			return Mono.error(new IllegalStateException("Wrong status: " + response.status()));
		}
		return body.asString();
	}

	@Override
	public Calls run(Duration duration) {
		return Calls.of(this.callers.call(duration));
	}

	@Override
	public void verify(long calls) {
		if (calls == 0) {
			throw new IllegalStateException("No call was answered");
		}
	}

	@Override
	public void close() {
		this.client.configuration().connectionProvider().dispose();
	}

}
