package io.github.httppool.boot;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import io.github.httppool.CloseReason;
import io.github.httppool.RawServer;
import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.DefaultAddressResolverGroup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A body has wholly arrived, so that its connection is free, while the application has
 * still to read some of it: an idle connection reads all the same, and notices what the
 * server does.
 */
@ParameterizedClass(name = "NIO: {0}")
@ValueSource(booleans = { false, true })
class UnreadEndTests {

	private static final LoopResources NIO = LoopResources.create("test-nio", 1, true);

	private final AtomicReference<Channel> channel = new AtomicReference<>();

	private final CountDownLatch end = new CountDownLatch(1);

	private final CountDownLatch afterEnd = new CountDownLatch(1);

	private final SlowReader reader = new SlowReader();

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	@RegisterExtension
	final PooledApplication application;

	private final boolean nio;

	UnreadEndTests(boolean nio) {
		this.nio = nio;
		this.application = new PooledApplication("httppool.pool.max-connections=1").customizing(this::transport);
	}

	private HttpClient transport(HttpClient client) {
		HttpClient watched = client.doOnRequest((request, connection) -> this.channel.set(connection.channel()));
		return this.nio ? watched.runOn(NIO, false).resolver(DefaultAddressResolverGroup.INSTANCE) : watched;
	}

	@AfterAll
	static void endThreads() {
		NIO.dispose();
	}

	@Test
	void whenAPartOfABodyIsUnreadAtItsEndThenTheIdleConnectionReads() {
		callWithUnreadEnd((peer) -> {
		});
		Channel idle = Objects.requireNonNull(this.channel.get());
		PooledApplication.eventually("auto-read", () -> assertThat(idle.config().isAutoRead()).isTrue());
		assertThat(get("/next")).isEqualTo("/next");
		assertThat(this.server.connections()).isOne();
		assertThat(this.reader.readAll()).isEqualTo("abc");
		this.application.assertClosed(0);
	}

	@Test
	void whenTheServerClosesThenThatIsNoticedAndTheNextCallIsFine() {
		callWithUnreadEnd(ScriptedServer.Peer::end);
		this.application.assertClosed(1, CloseReason.SERVER_CLOSED_IDLE);
		assertThat(get("/next")).isEqualTo("/next");
		assertThat(this.reader.readAll()).isEqualTo("abc");
	}

	@Test
	void whenTheServerSendsMoreThenTheNextCallDoesNotGetIt() {
		callWithUnreadEnd((peer) -> peer.write(RawServer.ok("POISON")));
		this.application.assertClosed(1, CloseReason.ERROR);
		assertThat(get("/next")).isEqualTo("/next");
		assertThat(this.reader.readAll()).isEqualTo("abc");
	}

	/**
	 * Three pieces come in one read and the end in another, for which there is demand
	 * once the second piece has been read. The third is unread then.
	 */
	private void callWithUnreadEnd(ScriptedServer.Script thereafter) {
		this.server.on("/chunks", (peer) -> {
			peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n1\r\nc\r\n");
			RawServer.awaitLatch(this.end);
			peer.write("0\r\n\r\n");
			RawServer.awaitLatch(this.afterEnd);
			thereafter.play(peer);
		});
		client().get().uri(this.server.uri("/chunks")).retrieve().bodyToFlux(DataBuffer.class).subscribe(this.reader);
		this.reader.await("a");
		this.reader.request(1);
		this.reader.await("ab");
		this.end.countDown();
		this.application.awaitQuiet();
		assertThat(this.channel.get() instanceof NioSocketChannel).isEqualTo(this.nio);
		this.afterEnd.countDown();
	}

	private String get(String path) {
		return client().get()
			.uri(this.server.uri(path))
			.retrieve()
			.bodyToMono(String.class)
			.block(PooledApplication.PATIENCE);
	}

	private WebClient client() {
		return this.application.bean("httpPoolWebClient", WebClient.class);
	}

}
