package io.github.httppool.netty;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import io.github.httppool.netty.encoding.ContentDecoding;
import io.netty.channel.ChannelHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.HttpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every connection whose client decompresses has {@link ContentDecoding} in the place of
 * Reactor Netty's decompressor, until it becomes a websocket.
 */
class DecompressorTests {

	@RegisterExtension
	final TestPool pool = new TestPool();

	private final CountingServer server = new CountingServer();

	private final CountingServer tlsServer = CountingServer.overTls(null);

	private final AtomicReference<ChannelHandler> decompressor = new AtomicReference<>();

	@AfterEach
	void stopServers() {
		this.server.close();
		this.tlsServer.close();
	}

	@Test
	void whenAClientDecompressesThenOursDoes() {
		call(this.server.url("/ok"), (client) -> client.compress(true));
		assertThat(this.decompressor).hasValueMatching(ContentDecoding.class::isInstance);
	}

	@Test
	void whenAClientDecompressesOverTlsThenOursDoes() {
		call(tlsUrl(), (client) -> CountingServer.trusting(client.compress(true)));
		assertThat(this.decompressor).hasValueMatching(ContentDecoding.class::isInstance);
	}

	@Test
	void whenAClientDoesNotDecompressThenNothingDoes() {
		call(this.server.url("/ok"), (client) -> client.compress(false));
		assertThat(this.decompressor).hasNullValue();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenAConnectionBecomesAWebsocketThenItsFramesPass(boolean compressed) {
		DisposableServer websockets = HttpServer.create()
			.host("127.0.0.1")
			.route((routes) -> routes.ws("/", (in, out) -> out.sendString(Mono.just("hello"))))
			.bindNow();
		try {
			List<String> received = this.pool.pool()
				.httpClient()
				.compress(true)
				.websocket(WebsocketClientSpec.builder().compress(compressed).build())
				.uri("ws://127.0.0.1:" + websockets.port() + "/")
				.handle((in, out) -> {
					in.withConnection(this::look);
					return in.receive().asString();
				})
				.collectList()
				.block();
			assertThat(received).containsExactly("hello");
			assertThat(this.decompressor.get() == null).as("removed").isEqualTo(compressed);
		}
		finally {
			websockets.disposeNow();
		}
	}

	private void call(String url, UnaryOperator<HttpClient> customizer) {
		String answer = customizer.apply(this.pool.pool().httpClient())
			.doOnRequest((request, connection) -> look(connection))
			.get()
			.uri(url)
			.responseContent()
			.aggregate()
			.asString()
			.block();
		assertThat(answer).isNotEmpty();
	}

	private void look(Connection connection) {
		this.decompressor.set(connection.channel().pipeline().get(NettyPipeline.HttpDecompressor));
	}

	private String tlsUrl() {
		return this.tlsServer.url("/ok").replace("http:", "https:");
	}

}
