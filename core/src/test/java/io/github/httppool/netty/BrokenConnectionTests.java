package io.github.httppool.netty;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLException;

import io.github.httppool.CloseReason;
import io.github.httppool.RawServer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Connections that break, at every stage: the call fails, the reason is right, and
 * {@link TestPool} proves that nothing is left.
 */
class BrokenConnectionTests {

	@RegisterExtension
	final TestPool pool = new TestPool();

	@RegisterExtension
	final RawServer server = new RawServer();

	// While dialing

	@Test
	void whenTheTlsHandshakeGetsNoAnswerThenTheDialFailsInTime() {
		this.pool.tlsTimeout(Duration.ofMillis(200));
		this.server.serving(RawServer.Client::readHead);
		assertThatThrownBy(() -> getOverTls().block()).hasCauseInstanceOf(SSLException.class)
			.hasMessageContaining("timed out after 200 ms");
		assertNothingWasCreated();
	}

	@Test
	void whenTheServerClosesDuringTheTlsHandshakeThenTheDialFailsAtOnce() {
		this.server.serving((client) -> client.socket().getInputStream().read());
		assertThatThrownBy(() -> getOverTls().block()).hasCauseInstanceOf(IOException.class);
		assertNothingWasCreated();
	}

	@Test
	void whenTheServerSpeaksNoTlsThenTheDialFailsAtOnce() {
		this.server.serving((client) -> client.write(RawServer.ok("ok")));
		assertThatThrownBy(() -> getOverTls().block()).hasCauseInstanceOf(SSLException.class);
		assertNothingWasCreated();
	}

	@Test
	void whenTheServerClosesEveryNewConnectionAtOnceThenCallsFailAndItIsNotDialedInALoop() {
		this.server.serving(RawServer.Client::reset);
		assertThatThrownBy(() -> get().block()).hasCauseInstanceOf(IOException.class);
		assertThat(this.server.connections()).isLessThan(5);
	}

	@Test
	void whenTheChannelClosesBeforeItIsToldToBeConnectedThenTheDialFails() {
		this.pool.acquireTimeout(Duration.ofSeconds(2));
		this.server.serving(RawServer.Client::readHead);
		HttpClient client = this.pool.pool()
			.httpClient()
			.doOnChannelInit((observer, channel, remote) -> channel.pipeline().addFirst(new ClosingAsItConnects()));
		assertThatThrownBy(() -> get(client).block()).hasCauseInstanceOf(IOException.class)
			.hasMessageContaining("closed the connection before it was ready");
		assertNothingWasCreated();
	}

	@Test
	void whenCodeOfTheApplicationThrowsWhileDialingThenTheDialFailsAndTheSocketIsClosed() {
		Queue<Channel> channels = new ConcurrentLinkedQueue<>();
		HttpClient client = this.pool.pool()
			.httpClient()
			.doOnChannelInit((observer, channel, remote) -> channels.add(channel))
			.doOnResolve((connection) -> {
				throw new IllegalStateException("not today");
			});
		assertThatThrownBy(() -> client.get().uri("http://api.invalid/").response().block())
			.hasMessageContaining("not today");
		assertNothingWasCreated();
		assertThat(channels).isNotEmpty().noneMatch(Channel::isOpen);
	}

	// While calling

	@Test
	void whenTheServerClosesBeforeTheResponseThenThatIsTheReason() {
		this.server.serving(RawServer.Client::readHead);
		assertThatThrownBy(() -> get().block()).hasCauseInstanceOf(IOException.class);
		assertClosedOnce(CloseReason.SERVER_CLOSED_BEFORE_RESPONSE);
	}

	@Test
	void whenTheServerResetsBeforeTheResponseThenThatIsTheReason() {
		this.server.serving((client) -> {
			client.readHead();
			client.reset();
		});
		assertThatThrownBy(() -> get().block()).hasCauseInstanceOf(IOException.class);
		assertClosedOnce(CloseReason.SERVER_CLOSED_BEFORE_RESPONSE);
	}

	@Test
	void whenTheServerClosesInTheBodyThenThatIsTheReason() {
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbeginning");
		});
		assertThatThrownBy(() -> get().block()).hasCauseInstanceOf(IOException.class);
		assertClosedOnce(CloseReason.SERVER_CLOSED_MID_RESPONSE);
	}

	@Test
	void whenTheServerResetsInTheBodyThenThatIsTheReason() {
		AtomicBoolean responding = new AtomicBoolean();
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbeginning");
			await().untilTrue(responding);
			client.reset();
		});
		assertThatThrownBy(() -> this.pool.pool()
			.httpClient()
			.doOnResponse((response, connection) -> responding.set(true))
			.get()
			.uri(this.server.uri("/"))
			.responseContent()
			.aggregate()
			.block()).hasCauseInstanceOf(IOException.class);
		assertClosedOnce(CloseReason.SERVER_CLOSED_MID_RESPONSE);
	}

	@Test
	void whenTheResponseIsNotHttpThenThatIsAnError() {
		this.server.serving((client) -> {
			client.readHead();
			client.write("SSH-2.0-OpenSSH_9.2\r\n\r\n");
			client.readHead();
		});
		assertThatThrownBy(() -> get().block()).hasCauseInstanceOf(IOException.class)
			.hasMessageContaining("with invalid HTTP: invalid version format: SSH-2.0-OPENSSH_9.2");
		assertClosedOnce(CloseReason.ERROR);
	}

	// While idle

	@Test
	void whenTheServerSpeaksUnaskedOnAnIdleConnectionThenItIsNotUsedAgain() {
		this.server.serving((client) -> {
			client.readHead();
			client.write(RawServer.ok("ok"));
			await().until(() -> this.pool.snapshot().idle() == 1);
			client.write("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
			client.readHead();
		});
		assertThat(get().block()).isEqualTo("ok");
		assertClosedOnce(CloseReason.ERROR);
	}

	private Mono<String> get() {
		return this.pool.get(this.server.uri("/").toString());
	}

	private Mono<String> get(HttpClient client) {
		return client.get().uri(this.server.uri("/").toString()).responseContent().aggregate().asString();
	}

	private Mono<String> getOverTls() {
		return this.pool.get(this.server.uri("/").toString().replace("http:", "https:"));
	}

	private void assertNothingWasCreated() {
		await().until(() -> this.pool.pool().connections().isEmpty());
		assertThat(this.pool.snapshot().created()).isZero();
	}

	private void assertClosedOnce(CloseReason reason) {
		await().untilAsserted(() -> assertThat(this.pool.closed(reason)).isEqualTo(1));
		assertThat(this.pool.snapshot().closedTotal()).isEqualTo(1);
	}

	/**
	 * Closes the channel as soon as it is connected, and only then says that it is.
	 */
	private static final class ClosingAsItConnects extends ChannelOutboundHandlerAdapter {

		@Override
		public void connect(ChannelHandlerContext context, SocketAddress remote, SocketAddress local,
				ChannelPromise promise) {
			ChannelPromise connected = context.newPromise();
			connected.addListener((done) -> context.close().addListener((closed) -> promise.setSuccess()));
			context.connect(remote, local, connected);
		}

	}

}
