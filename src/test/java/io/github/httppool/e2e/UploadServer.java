package io.github.httppool.e2e;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that answers with how many bytes a request brought. To be registered before
 * {@link EndToEnd}: what it finds left it says after the applications were closed.
 */
final class UploadServer implements AfterEachCallback {

	private static final LoopResources LOOPS = LoopResources.create("test-upload-server", 1, true);

	private final SocketCounter sockets = new SocketCounter();

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.runOn(LOOPS)
		.doOnConnection((connection) -> {
			this.sockets.opened();
			connection.channel().closeFuture().addListener((closed) -> this.sockets.closed());
		})
		.handle((request, response) -> response.sendString(length(request).map(String::valueOf)))
		.bindNow();

	private static Mono<Integer> length(HttpServerRequest request) {
		return request.receive().map((buffer) -> buffer.readableBytes()).reduce(0, Integer::sum);
	}

	String url() {
		return "http://127.0.0.1:" + this.server.port() + "/upload";
	}

	@Override
	public void afterEach(ExtensionContext context) {
		try {
			EndToEnd.eventually("no socket left", () -> assertThat(this.sockets.open()).isZero());
		}
		finally {
			this.server.disposeNow();
		}
	}

}
