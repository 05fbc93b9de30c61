package io.github.httppool.netty;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.net.ssl.SSLException;

import io.github.httppool.AddressSnapshot;
import io.netty.channel.Channel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.transport.ProxyProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Dials that try several addresses: the first TCP connection wins, the others leave
 * nothing behind.
 */
@Timeout(60)
// Elsewhere, 127.0.0.1 is the only address of the loopback interface.
@EnabledOnOs(OS.LINUX)
class AddressRaceTests {

	/** Where the black hole is, which has the same port as the servers. */
	private static final String HOLE = "127.0.0.1";

	private static final Duration LONG = Duration.ofSeconds(50);

	@RegisterExtension
	final TestPool pool = new TestPool().acquireTimeout(LONG).connectTimeout(LONG).maxConnections(2);

	private final Queue<Channel> channels = new ConcurrentLinkedQueue<>();

	@Test
	void whenTheFirstAddressIsABlackHoleThenTheNextOneOvertakesIt() {
		try (BlackHole hole = new BlackHole(); ServerAt server = new ServerAt("127.0.0.2", hole.port())) {
			assertThat(get(new NameBook(HOLE, "127.0.0.2"), hole.port()).block()).isEqualTo("127.0.0.2");
			assertOneChannelIsOpen();
			assertThat(this.channels).hasSize(2);
			assertThat(this.pool.snapshot().created()).isOne();
			List<AddressSnapshot> rows = this.pool.snapshot().hosts().get(0).addresses();
			assertThat(rows).extracting((row) -> row.active() + row.idle()).containsExactly(0, 1);
			// It may be slow only, which a probe finds out.
			assertThat(rows).extracting((row) -> row.deadSince() != null).containsExactly(true, false);
		}
	}

	@Test
	void whenAnOvertakingAttemptIsRefusedThenTheNextOneFollows() {
		try (BlackHole hole = new BlackHole(); ServerAt server = new ServerAt("127.0.0.4", hole.port())) {
			NameBook names = new NameBook(HOLE, "127.0.0.2", "127.0.0.3", "127.0.0.4");
			assertThat(get(names, hole.port()).block()).isEqualTo("127.0.0.4");
			assertOneChannelIsOpen();
		}
	}

	@Test
	void whenTheFirstAddressIsRefusedThenTheNextOneIsTried() {
		try (ServerAt server = new ServerAt("127.0.0.3", 0)) {
			assertThat(get(new NameBook("127.0.0.2", "127.0.0.3"), server.port()).block()).isEqualTo("127.0.0.3");
			assertOneChannelIsOpen();
		}
	}

	@Test
	void whenNoAddressCanBeReachedThenTheErrorNamesAllOfThem() {
		int port = unusedPort();
		assertThatThrownBy(() -> get(new NameBook("127.0.0.2", "127.0.0.3"), port).block())
			.hasCauseInstanceOf(ConnectException.class)
			.hasMessageContaining("none of 2 addresses of api.test:%d could be reached: ".formatted(port))
			.hasMessageContaining("127.0.0.2:" + port)
			.hasMessageContaining("127.0.0.3:" + port);
		assertNothingIsOpen();
	}

	@Test
	void whenOneAddressIsABlackHoleAndTheOtherRefusesThenTheErrorSaysWhatEachDid() {
		this.pool.connectTimeout(Duration.ofMillis(1000));
		try (BlackHole hole = new BlackHole()) {
			assertThatThrownBy(() -> get(new NameBook(HOLE, "127.0.0.2"), hole.port()).block())
				.hasCauseInstanceOf(IOException.class)
				.hasMessageContaining("connection timed out after 1000 ms: api.test/" + HOLE)
				.hasMessageContaining("127.0.0.2:" + hole.port());
			assertNothingIsOpen();
		}
	}

	@Test
	void whenTheFirstFamilyCannotBeReachedThenTheOtherOneIsUsed() {
		try (ServerAt server = new ServerAt("127.0.0.2", 0)) {
			// Nobody has these (RFC 3849).
			NameBook names = new NameBook("2001:db8::1", "2001:db8::2", "2001:db8::3", "127.0.0.2");
			assertThat(get(names, server.port()).block()).isEqualTo("127.0.0.2");
			assertOneChannelIsOpen();
			assertThat(this.channels.size()).isLessThanOrEqualTo(3);
		}
	}

	@Test
	void whenThePoolIsClosedWhileAddressesAreTriedThenTheDialEnds() {
		try (BlackHole hole = new BlackHole()) {
			// One listener of a second address would answer.
			NameBook names = new NameBook(HOLE, HOLE);
			CompletableFuture<String> call = get(names, hole.port()).toFuture();
			await().until(() -> this.pool.snapshot().connecting() == 1 && !this.channels.isEmpty());
			this.pool.pools().close();
			assertThatThrownBy(call::join).hasCauseInstanceOf(IOException.class);
			assertNothingIsOpen();
		}
	}

	@Test
	void whenTheCallIsCancelledWhileAddressesAreTriedThenTheConnectionIsForTheNext() {
		try (BlackHole hole = new BlackHole(); ServerAt server = new ServerAt("127.0.0.2", hole.port())) {
			HttpClient client = client(new NameBook(HOLE, "127.0.0.2"));
			Disposable call = get(client, hole.port()).subscribe();
			await().until(() -> !this.channels.isEmpty());
			call.dispose();
			await().until(() -> this.pool.snapshot().idle() == 1);
			assertThat(get(client, hole.port()).block()).isEqualTo("127.0.0.2");
			assertThat(this.pool.snapshot().created()).isOne();
			assertOneChannelIsOpen();
		}
	}

	@Test
	void whenASelectorLeavesAnAddressOutThenItIsNotTried() {
		try (BlackHole hole = new BlackHole();
				ServerAt forbidden = new ServerAt("127.0.0.2", hole.port());
				ServerAt server = new ServerAt("127.0.0.3", hole.port())) {
			NameBook names = new NameBook(HOLE, "127.0.0.2", "127.0.0.3");
			HttpClient client = client(names).resolvedAddressesSelector((config,
					addresses) -> addresses.stream().filter((address) -> !isAt("127.0.0.2", address)).toList());
			assertThat(get(client, hole.port()).block()).isEqualTo("127.0.0.3");
			assertThat(forbidden.accepted()).isZero();
			assertOneChannelIsOpen();
		}
	}

	@Test
	void whenAClientHasHooksThenTheyHearOfTheNameAndTheAddressTriedFirst() {
		try (ServerAt server = new ServerAt("127.0.0.2", 0)) {
			Queue<String> heard = new ConcurrentLinkedQueue<>();
			HttpClient client = client(new NameBook("127.0.0.2")).doOnConnect((config) -> heard.add("connect"))
				.doOnResolve((connection) -> heard.add("resolve"))
				.doAfterResolve((connection, address) -> heard.add("resolved " + isAt("127.0.0.2", address)))
				.doOnConnected((connection) -> heard.add("connected"));
			assertThat(get(client, server.port()).block()).isEqualTo("127.0.0.2");
			assertThat(heard).containsExactly("connect", "resolve", "resolved true", "connected");
		}
	}

	@Test
	void whenTheAddressReachedDoesNotSpeakTlsThenItCountsAsDeadAndTheOtherIsTried() throws Exception {
		try (CountingServer server = CountingServer.overTls(Duration.ofSeconds(30));
				ServerAt plain = new ServerAt("127.0.0.2", server.port())) {
			NameBook names = new NameBook("127.0.0.2", "127.0.0.1");
			HttpClient client = CountingServer.trusting(client(names));
			String url = "https://api.test:%d/ok".formatted(server.port());
			assertThatThrownBy(() -> body(client, url).block()).hasCauseInstanceOf(IOException.class);
			assertThat(plain.accepted()).isOne();
			assertThat(server.accepted()).isZero();
			List<AddressSnapshot> rows = this.pool.snapshot().hosts().get(0).addresses();
			assertThat(rows).filteredOn((row) -> row.deadSince() != null)
				.extracting(AddressSnapshot::address)
				.containsExactly("127.0.0.2:" + server.port());
			await().until(() -> {
				body(client, url).onErrorComplete().block();
				return server.accepted() > 0;
			});
			assertNothingIsOpen();
		}
	}

	@Test
	void whenCodeOfTheApplicationThrowsAsChannelsAreSetUpThenTheDialEnds() {
		try (BlackHole hole = new BlackHole()) {
			this.pool.connectTimeout(Duration.ofMillis(1000));
			HttpClient client = client(new NameBook(HOLE, "127.0.0.2")).doOnChannelInit((observer, channel, remote) -> {
				if (this.channels.size() > 1) {
					throw new IllegalStateException("not for a second address");
				}
			});
			assertThatThrownBy(() -> get(client, hole.port()).block()).hasCauseInstanceOf(IOException.class);
			assertNothingIsOpen();
		}
	}

	@Test
	void whenASupplierOfLocalAddressesThrowsForALaterAddressThenTheDialEnds() {
		int port = unusedPort();
		this.pool.connectTimeout(Duration.ofMillis(500)).maxConnections(1);
		HttpClient client = client(new NameBook("127.0.0.2", "127.0.0.3")).bindAddress(() -> {
			if (this.channels.size() > 1) {
				throw new IllegalStateException("no address");
			}
			return new InetSocketAddress("127.0.0.1", 0);
		});
		assertThatThrownBy(() -> get(client, port).block()).hasMessageEndingWith(
				"a channel to api.test:%d was set up and not told to connect within 500 ms".formatted(port));
		assertNothingIsOpen();
	}

	// No channel

	@Test
	void whenThereIsNoDescriptorForTheNextAddressThenTheErrorSaysSo() {
		int port = unusedPort();
		try (ScarceChannels scarce = new ScarceChannels((number) -> number == 1)) {
			HttpClient client = client(new NameBook("127.0.0.2", "127.0.0.3")).runOn(scarce);
			assertThatThrownBy(() -> get(client, port).block()).hasStackTraceContaining("Too many open files");
			assertNothingIsOpen();
		}
	}

	@Test
	void whenThereIsNoDescriptorToOvertakeByThenTheAddressIsStillTried() {
		this.pool.connectTimeout(Duration.ofSeconds(1));
		try (BlackHole hole = new BlackHole();
				ServerAt server = new ServerAt("127.0.0.2", hole.port());
				ScarceChannels scarce = new ScarceChannels((number) -> number != 2)) {
			HttpClient client = client(new NameBook(HOLE, "127.0.0.2")).runOn(scarce);
			assertThat(get(client, hole.port()).block()).isEqualTo("127.0.0.2");
			assertOneChannelIsOpen();
			this.pool.pools().close();
		}
	}

	// No local address

	/**
	 * TEST-NET-1 (RFC 5737): no machine has it.
	 */
	private HttpClient withoutLocalAddressForTheFirst(NameBook names) {
		return client(names)
			.bindAddress(() -> new InetSocketAddress((this.channels.size() == 1) ? "192.0.2.1" : "127.0.0.1", 0));
	}

	@Test
	void whenThereIsNoLocalAddressForOneThenThatOneIsNotLeftOut() {
		try (ServerAt server = new ServerAt("127.0.0.3", 0)) {
			HttpClient client = withoutLocalAddressForTheFirst(new NameBook("127.0.0.2", "127.0.0.3"));
			assertThat(get(client, server.port()).block()).isEqualTo("127.0.0.3");
			assertThat(this.pool.snapshot().hosts().get(0).addresses()).hasSize(2)
				.allSatisfy((row) -> assertThat(row.deadSince()).isNull());
			assertOneChannelIsOpen();
		}
	}

	@Test
	void whenThereIsNoLocalAddressForOneAndTheHandshakeWithTheNextFailsThenTheErrorIsOfTheHandshake() throws Exception {
		try (ServerAt plain = new ServerAt("127.0.0.3", 0)) {
			HttpClient client = CountingServer
				.trusting(withoutLocalAddressForTheFirst(new NameBook("127.0.0.2", "127.0.0.3")));
			assertThatThrownBy(() -> body(client, "https://api.test:%d/".formatted(plain.port())).block())
				.hasCauseInstanceOf(SSLException.class)
				.hasMessageNotContaining("local address");
			assertNothingIsOpen();
		}
	}

	@Test
	void whenTheClientBindsToAnAddressOfNoMachineThenTheErrorNamesIt() {
		HttpClient client = client(new NameBook("127.0.0.2", "127.0.0.3"))
			.bindAddress(() -> new InetSocketAddress("192.0.2.1", 0));
		assertThatThrownBy(() -> get(client, 80).block()).hasCauseInstanceOf(BindException.class)
			.hasMessageContaining("the client binds to 192.0.2.1:0 (bindAddress)");
		assertNothingIsOpen();
	}

	@Test
	void whenThePortsCannotBeCountedThenTheDialEndsAllTheSame() {
		this.pool.localPorts((remote) -> {
			throw new IllegalStateException("cannot count");
		});
		HttpClient client = client(new NameBook("127.0.0.2")).bindAddress(() -> new InetSocketAddress("192.0.2.1", 0));
		assertThatThrownBy(() -> get(client, 80).block()).hasMessageContaining("Cannot assign requested address");
		assertNothingIsOpen();
	}

	@Test
	void whenAPredicateOfTheApplicationThrowsThenTheNextDialHasAPlace() {
		this.pool.maxConnections(1);
		try (ServerAt server = new ServerAt("127.0.0.2", 0)) {
			NameBook names = new NameBook("127.0.0.2");
			HttpClient throwing = client(names).proxy((proxy) -> proxy.type(ProxyProvider.Proxy.HTTP)
				.host("127.0.0.1")
				.nonProxyHostsPredicate((address) -> {
					throw new IllegalStateException("not told");
				}));
			assertThatThrownBy(() -> get(throwing, server.port()).block()).hasStackTraceContaining("not told");
			assertThat(get(names, server.port()).block()).isEqualTo("127.0.0.2");
			assertOneChannelIsOpen();
		}
	}

	private static boolean isAt(String figures, SocketAddress address) {
		return address instanceof InetSocketAddress inet && inet.getAddress().getHostAddress().equals(figures);
	}

	private static int unusedPort() {
		try (ServerAt server = new ServerAt("127.0.0.2", 0)) {
			return server.port();
		}
	}

	private Mono<String> get(NameBook names, int port) {
		return get(client(names), port);
	}

	private static Mono<String> get(HttpClient client, int port) {
		return body(client, "http://api.test:" + port + "/");
	}

	private static Mono<String> body(HttpClient client, String url) {
		return client.get().uri(url).responseContent().aggregate().asString();
	}

	private HttpClient client(NameBook names) {
		return this.pool.pool()
			.httpClient()
			.resolver(names)
			.doOnChannelInit((observer, channel, remote) -> this.channels.add(channel));
	}

	private void assertOneChannelIsOpen() {
		await().untilAsserted(() -> assertThat(this.channels).filteredOn(Channel::isOpen).hasSize(1));
	}

	private void assertNothingIsOpen() {
		await().untilAsserted(() -> assertThat(this.channels).isNotEmpty().noneMatch(Channel::isOpen));
		assertThat(this.pool.snapshot().connecting()).isZero();
	}

}
