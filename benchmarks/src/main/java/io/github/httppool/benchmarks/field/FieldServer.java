package io.github.httppool.benchmarks.field;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.httppool.benchmarks.harness.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * The server that is called, in a process of its own. It counts what it gets, and can be
 * told to fall {@linkplain Inventory ill}.
 */
public final class FieldServer {

	static final String PORT = "port";

	/** Answers at once. */
	static final String ANSWER = "/answer";

	/** A body that does not arrive together with the headers. */
	static final String LARGE = "/large";

	/** Answers after 50 ms. */
	static final String PAYMENT = "/payment";

	/** Answers after 50 ms, as long as it is well. */
	static final String INVENTORY = "/inventory";

	/** Answers after 300 ms. */
	static final String AUDIT = "/audit";

	/** With the name of a {@link Health} behind it. */
	static final String HEALTH = "/inventory/health/";

	/** With the path that is asked for behind it: its {@link Census}. */
	static final String CENSUS = "/census";

	static final Duration WORK = Duration.ofMillis(50);

	private static final Duration AUDIT_WORK = Duration.ofMillis(300);

	private static final int LARGE_BYTES = 256 * 1024;

	private final Map<String, Census> census = new ConcurrentHashMap<>();

	private final Inventory inventory = new Inventory();

	private FieldServer() {
	}

	public static void main(String[] args) {
		new FieldServer().start();
	}

	private void start() {
		byte[] large = new byte[LARGE_BYTES];
		Arrays.fill(large, (byte) 'x');
		ByteBuf largeBody = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(large));
		HttpServer.create()
			.host("127.0.0.1")
			.runOn(LoopResources.create("server", 1, true))
			.route((routes) -> routes.get(ANSWER, (request, response) -> json(ANSWER, response, Mono.empty()))
				.get(LARGE,
						(request, response) -> response.header("Content-Length", Integer.toString(LARGE_BYTES))
							.send(counted(LARGE, Mono.fromSupplier(largeBody::duplicate))))
				.get(PAYMENT, (request, response) -> json(PAYMENT, response, Mono.delay(WORK).then()))
				.post(AUDIT, (request, response) -> json(AUDIT, response, Mono.delay(AUDIT_WORK).then()))
				.get(INVENTORY, (request, response) -> json(INVENTORY, response, this.inventory.serve(response)))
				.post(HEALTH + "{health}",
						(request,
								response) -> response.sendString(Mono.fromRunnable(
										() -> this.inventory.become(Health.valueOf(request.param("health"))))))
				.get(CENSUS + "/{path}",
						(request, response) -> response
							.sendString(Mono.fromSupplier(() -> census("/" + request.param("path")).toString()))))
			.bindUntilJavaShutdown(Duration.ofSeconds(1), (server) -> System.out.println(PORT + " " + server.port()));
	}

	/**
	 * Answers when the work is done.
	 */
	private Publisher<Void> json(String path, HttpServerResponse response, Mono<Void> work) {
		return counted(path, work).then(Mono.defer(() -> response.header("Content-Type", "application/json")
			.header("Content-Length", Integer.toString(Upstream.ANSWER.length()))
			.sendString(Mono.just(Upstream.ANSWER))
			.then()));
	}

	private <T> Mono<T> counted(String path, Mono<T> work) {
		return census(path).counted(work);
	}

	private Census census(String path) {
		return this.census.computeIfAbsent(path, (key) -> new Census());
	}

}
