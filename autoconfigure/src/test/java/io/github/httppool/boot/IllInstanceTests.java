package io.github.httppool.boot;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.CloseReason;
import io.netty.channel.ChannelId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.resources.LoopResources;

import org.springframework.http.RequestEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Behind a balancer, one connection leads to an instance that answers 503, and others to
 * one that is well.
 */
class IllInstanceTests {

	private static final int ROUNDS = 8;

	@RegisterExtension
	final PooledApplication application = new PooledApplication("httppool.pool.max-connections=2");

	private final LoopResources loops = LoopResources.create("test-server", 1, true);

	// On the server's one thread only: the first connection there was.
	private @Nullable ChannelId ill;

	// Answered together, so that calls that are made together have a connection each.
	private final List<Sinks.Empty<Void>> held = new ArrayList<>();

	private final AtomicInteger bad = new AtomicInteger();

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.runOn(this.loops)
		.handle((request, response) -> response.status(isIll(request) ? 503 : 200)
			.sendString(together().thenReturn("answer")))
		.bindNow();

	@AfterEach
	void stop() {
		this.server.disposeNow();
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block();
	}

	private boolean isIll(HttpServerRequest request) {
		ChannelId[] id = new ChannelId[1];
		request.withConnection((connection) -> id[0] = connection.channel().id());
		if (this.ill == null) {
			this.ill = id[0];
		}
		if (!id[0].equals(this.ill)) {
			return false;
		}
		this.bad.incrementAndGet();
		return true;
	}

	private Mono<Void> together() {
		Sinks.Empty<Void> answer = Sinks.empty();
		this.held.add(answer);
		if (this.held.size() == 2) {
			this.held.forEach(Sinks.Empty::tryEmitEmpty);
			this.held.clear();
		}
		return answer.asMono();
	}

	@ParameterizedTest
	@EnumSource(names = { "REST_CLIENT", "WEB_CLIENT" })
	void whenAConnectionLeadsToAnIllInstanceThenItIsReplaced(ClientKind client) {
		for (int round = 0; round < ROUNDS; round++) {
			CompletableFuture<?> one = call(client);
			CompletableFuture<?> other = call(client);
			one.join();
			other.join();
			this.application.awaitQuiet();
		}
		this.application.assertClosed(1, CloseReason.EVICTED);
		assertThat(this.bad.get()).isBetween(3, 5);
	}

	private CompletableFuture<?> call(ClientKind client) {
		URI uri = URI.create("http://127.0.0.1:" + this.server.port() + "/");
		return client.send(this.application, RequestEntity.get(uri).build()).handle((response, failure) -> null);
	}

}
