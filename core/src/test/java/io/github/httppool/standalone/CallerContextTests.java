package io.github.httppool.standalone;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.RawServer;
import io.github.httppool.StandaloneHttpPools;
import io.github.httppool.netty.ReactorHttpPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.resources.LoopResources;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Nothing of a caller outlives its call, though it was the first to need a thread, a
 * timer or a connection, and all of these live on.
 */
class CallerContextTests {

	private final CountDownLatch asked = new CountDownLatch(1);

	@RegisterExtension
	final RawServer server = new RawServer().serving(this::serve);

	private final Belongings belongings = new Belongings();

	private StandaloneHttpPools pools = HttpPools.builder().build();

	@AfterEach
	void assertNoLeaks() {
		HttpPool pool = this.pools.get(HttpPool.DEFAULT);
		await().untilAsserted(() -> {
			assertThat(pool.snapshot().active()).isZero();
			assertThat(pool.snapshot().connecting()).isZero();
			assertThat(pool.snapshot().pending()).isZero();
		});
		assertThat(pool.leaks().confirmed()).isZero();
		this.pools.close();
		assertThat(this.pools.totals().connections()).isZero();
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("calls")
	void whenACallSucceedsThenOnlyItsConnectionRemains(Client client, Body body) throws InterruptedException {
		call(client, body, this.server.uri("/echo")).join();
		this.belongings.assertForgotten();
		await().untilAsserted(() -> assertThat(this.pools.totals().idle()).isOne());
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("calls")
	void whenACallFailsToConnectThenNothingRemains(Client client, Body body) throws Exception {
		call(client, body, unreachable()).join();
		this.belongings.assertForgotten();
		assertThat(this.pools.get(HttpPool.DEFAULT).snapshot().created()).isZero();
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("calls")
	void whenACallIsCancelledThenNothingRemains(Client client, Body body) throws InterruptedException {
		cancelWhenAsked(call(client, body, this.server.uri("/never")));
		this.belongings.assertForgotten();
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("calls")
	void whenADialOutlivesItsCallThenOnlyItsConnectionRemains(Client client, Body body) throws InterruptedException {
		HttpPool pool = this.pools.get(HttpPool.DEFAULT);
		CountDownLatch released = holdEventLoops((ReactorHttpPool) pool);
		cancelWhenDialed(call(client, body, this.server.uri("/echo")), pool);
		await().until(() -> pool.snapshot().pending() == 0);
		released.countDown();
		await().untilAsserted(() -> assertThat(pool.snapshot().idle()).isOne());
		this.belongings.assertForgotten();
		assertThat(pool.snapshot().acquired()).isZero();
	}

	@Test
	void whenPoolsAreBuiltThenOnlyTheClassLoaderOfTheBuilderRemainsUntilTheyAreClosed() throws InterruptedException {
		this.pools.close();
		this.belongings.onThread(() -> this.pools = HttpPools.builder().build()).join();
		this.belongings.assertForgottenExcept("context class loader");
		this.pools.close();
		this.belongings.assertForgotten();
	}

	static Stream<Arguments> calls() {
		return Stream.of(Client.values())
			.flatMap((client) -> Stream.of(Body.values()).map((body) -> Arguments.of(client, body)));
	}

	private Thread call(Client client, Body body, URI uri) {
		Runnable call = client.on(this.pools.get(HttpPool.DEFAULT), body, uri, this.belongings);
		return this.belongings.onThread(() -> {
			try {
				call.run();
			}
			catch (RuntimeException ex) {
				// Many of these calls are to fail; each test looks at what it leaves.
			}
		});
	}

	/**
	 * Keeps the event loops from dialing.
	 */
	private static CountDownLatch holdEventLoops(ReactorHttpPool pool) {
		CountDownLatch released = new CountDownLatch(1);
		LoopResources loops = pool.httpClient().configuration().loopResources();
		loops.onClient(LoopResources.DEFAULT_NATIVE)
			.forEach((eventLoop) -> eventLoop.execute(() -> RawServer.awaitLatch(released)));
		return released;
	}

	private void cancelWhenAsked(Thread caller) throws InterruptedException {
		RawServer.awaitLatch(this.asked);
		caller.interrupt();
		caller.join();
	}

	private static void cancelWhenDialed(Thread caller, HttpPool pool) throws InterruptedException {
		await().until(() -> pool.snapshot().connecting() == 1);
		caller.interrupt();
		caller.join();
	}

	private static URI unreachable() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return URI.create("http://localhost:" + socket.getLocalPort() + "/");
		}
	}

	/**
	 * Echoes the body, or never answers.
	 */
	private void serve(RawServer.Client client) throws IOException {
		for (String head = client.readHead(); head != null; head = client.readHead()) {
			if (head.contains("/never")) {
				this.asked.countDown();
				client.socket().getInputStream().transferTo(OutputStream.nullOutputStream());
				return;
			}
			int length = Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
			byte[] body = client.socket().getInputStream().readNBytes(length);
			client.write("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
			client.write(body);
		}
	}

	enum Body {

		SMALL(10), LARGE(4_000_000);

		private final int length;

		Body(int length) {
			this.length = length;
		}

		byte[] bytes() {
			return new byte[this.length];
		}

	}

	enum Client {

		REST_CLIENT {

			@Override
			Runnable on(HttpPool pool, Body body, URI uri, Belongings belongings) {
				RestClient client = RestClient.builder().requestFactory(PooledTransports.requestFactory(pool)).build();
				return () -> client.post()
					.uri(uri)
					.attribute("attribute", belongings.add("attribute", new Object()))
					.body(belongings.add("body", body.bytes()))
					.retrieve()
					.toEntity(byte[].class);
			}

		},

		WEB_CLIENT {

			@Override
			Runnable on(HttpPool pool, Body body, URI uri, Belongings belongings) {
				WebClient client = WebClient.builder().clientConnector(PooledTransports.connector(pool)).build();
				return () -> client.post()
					.uri(uri)
					.attribute("attribute", belongings.add("attribute", new Object()))
					.bodyValue(belongings.add("body", body.bytes()))
					.retrieve()
					.bodyToFlux(DataBuffer.class)
					.doOnNext(DataBufferUtils::release)
					.then()
					.contextWrite((context) -> context.put("key", belongings.add("Reactor context", new Object())))
					.block();
			}

		};

		/**
		 * Prepares a call, which adds to what its caller has.
		 */
		abstract Runnable on(HttpPool pool, Body body, URI uri, Belongings belongings);

	}

}
