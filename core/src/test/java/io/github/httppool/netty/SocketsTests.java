package io.github.httppool.netty;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import io.github.httppool.CloseReason;
import io.github.httppool.ConnectionSnapshot;
import io.github.httppool.FileDescriptorsExhaustedException;
import io.github.httppool.FileDescriptorsSnapshot;
import io.github.httppool.RawServer;
import io.github.httppool.SocketCounts;
import io.github.httppool.SocketState;
import io.github.httppool.SocketsSnapshot;
import io.github.httppool.pool.DescriptorGuard;
import io.github.httppool.sockets.CloseWaitReaper;
import io.github.httppool.sockets.PoolSockets;
import io.netty.channel.Channel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The pool's sockets as the kernel sees them.
 */
@EnabledOnOs(OS.LINUX)
class SocketsTests {

	private static final long NO_CACHE = Duration.ofSeconds(1).toNanos();

	@RegisterExtension
	final TestPool pool = new TestPool();

	@RegisterExtension
	final RawServer server = new RawServer();

	private final LoopResources nio = LoopResources.create("nio-only", 1, true);

	private PoolSockets sockets;

	private long now;

	@AfterEach
	void stopLoops() {
		this.nio.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block();
	}

	// Counting

	@Test
	void whenConnectionsAreActiveAndIdleThenTheKernelHasAsManyEstablished() {
		CountDownLatch answer = new CountDownLatch(1);
		this.server.serving((client) -> {
			while (client.readHead() != null) {
				RawServer.awaitLatch(answer);
				client.write(RawServer.ok("ok"));
			}
		});
		Mono<Void> calls = Flux.range(0, 5).flatMap((i) -> get()).then();
		Disposable running = calls.subscribe();
		await().until(() -> this.pool.snapshot().active() == 5);
		assertThat(counts()).isEqualTo(new SocketCounts(5, 0, 0));
		answer.countDown();
		await().until(() -> running.isDisposed() && this.pool.snapshot().idle() == 5);
		assertThat(counts()).isEqualTo(new SocketCounts(5, 0, 0));
		assertThat(snapshot().hosts()).containsEntry(host(), new SocketCounts(5, 0, 0));
		assertThat(this.pool.pool().connections()).extracting(this::stateOf).containsOnly(SocketState.ESTABLISHED);
	}

	@Test
	void whenThePoolClosesAConnectionFirstThenItsSocketIsCountedInTimeWait() {
		this.server.answering(RawServer.ok("ok"));
		get().block();
		awaitIdle();
		// Of another server that had this port a minute ago.
		int others = counts().timeWait();
		this.pool.pool().evictIdle();
		SocketCounts closed = new SocketCounts(0, 0, others + 1);
		await().untilAsserted(() -> assertThat(counts()).isEqualTo(closed));
		assertThat(snapshot().hosts()).containsEntry(host(), closed);
		assertThat(this.pool.snapshot().hosts()).isEmpty();
	}

	// Closed by the server

	@Test
	void whenTheServerClosesBeforeTheResponseIsReadThenTheConnectionIsShownInCloseWaitAndLeftToItsCall() {
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n");
			client.write(new byte[50_000]);
		});
		Disposable unread = overNio().get()
			.uri(this.server.uri("/"))
			.response((response, body) -> Mono.never())
			.subscribe();
		await().until(() -> this.pool.snapshot().active() == 1);
		ConnectionSnapshot connection = this.pool.pool().connections().get(0);
		await().untilAsserted(() -> assertThat(stateOf(connection)).isEqualTo(SocketState.CLOSE_WAIT));
		assertThat(counts()).isEqualTo(new SocketCounts(0, 1, 0));
		sweep();
		sweep();
		assertThat(this.pool.snapshot().active()).isEqualTo(1);
		assertThat(stateOf(connection)).isEqualTo(SocketState.CLOSE_WAIT);
		unread.dispose();
		await().untilAsserted(() -> assertThat(counts().closeWait()).isZero());
	}

	@Test
	void whenNobodyNoticesTheCloseOfAnIdleConnectionThenTheSweepClosesIt() {
		CountDownLatch close = new CountDownLatch(1);
		this.server.serving((client) -> {
			client.readHead();
			client.write(RawServer.ok("ok"));
			RawServer.awaitLatch(close);
		});
		Channel[] channel = new Channel[1];
		overNio().doOnConnected((connection) -> channel[0] = connection.channel())
			.get()
			.uri(this.server.uri("/"))
			.responseContent()
			.aggregate()
			.block();
		awaitIdle();
		channel[0].eventLoop().submit(() -> channel[0].config().setAutoRead(false)).syncUninterruptibly();
		ConnectionSnapshot connection = this.pool.pool().connections().get(0);
		close.countDown();
		await().untilAsserted(() -> assertThat(stateOf(connection)).isEqualTo(SocketState.CLOSE_WAIT));
		assertThat(this.pool.snapshot().idle()).isEqualTo(1);
		sweep();
		sweep();
		await().untilAsserted(() -> assertThat(counts()).isEqualTo(SocketCounts.NONE));
		assertThat(this.pool.closed(CloseReason.SERVER_CLOSED_IDLE)).isEqualTo(1);
		assertThat(this.pool.pool().connections()).isEmpty();
	}

	@Test
	void whenAConnectionIsIdleAndEstablishedThenTheSweepLeavesIt() {
		this.server.answering(RawServer.ok("ok"));
		get().block();
		awaitIdle();
		sweep();
		assertThat(this.pool.snapshot().idle()).isEqualTo(1);
	}

	// Descriptors

	@Test
	void whenDescriptorsAreExhaustedThenNoSocketIsOpened() {
		this.pool.descriptors(new DescriptorGuard(() -> Optional.of(new FileDescriptorsSnapshot(990, 1000))));
		this.server.answering(RawServer.ok("ok"));
		assertThatThrownBy(() -> get().block()).hasCauseInstanceOf(FileDescriptorsExhaustedException.class)
			.hasMessageContaining("990 of the 1000 files and sockets");
		assertThat(this.server.connections()).isZero();
		assertThat(this.pool.pool().connections()).isEmpty();
	}

	private void awaitIdle() {
		await().until(() -> this.pool.snapshot().idle() == 1);
	}

	private HttpClient overNio() {
		return this.pool.pool().httpClient().runOn(this.nio, false);
	}

	private Mono<String> get() {
		return this.pool.get(this.server.uri("/").toString());
	}

	private String host() {
		return this.server.uri("/").getAuthority();
	}

	private SocketCounts counts() {
		return snapshot().total();
	}

	private SocketState stateOf(ConnectionSnapshot connection) {
		return snapshot().connections().get(connection.id());
	}

	private SocketsSnapshot snapshot() {
		return sockets().snapshot(this.now += NO_CACHE).orElseThrow();
	}

	private void sweep() {
		ReactorHttpPools pools = this.pool.pools();
		new CloseWaitReaper(sockets(), pools::totals, pools::closedByServer).sweep(this.now += NO_CACHE);
	}

	private PoolSockets sockets() {
		if (this.sockets == null) {
			this.sockets = PoolSockets.onLinux(this.pool.pools()::addresses);
		}
		return this.sockets;
	}

}
