package io.github.httppool.standalone;

import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLException;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.RawServer;
import io.github.httppool.StandaloneHttpPools;
import io.github.httppool.WireLogSnapshot;
import io.github.httppool.netty.ReactorHttpPool;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * The wire log: what it shows of connections, old and new, and that it ends.
 */
class WireLogTests {

	private static final String BODY = "{\"access_token\":\"hidden-1\",\"id\":42}";

	private final CountDownLatch mayGoOn = new CountDownLatch(1);

	@RegisterExtension
	final RawServer server = new RawServer().serving((client) -> {
		for (String head = client.readHead(); head != null; head = client.readHead()) {
			if (head.startsWith("PUT")) {
				client.socket().getInputStream().readNBytes(contentLength(head));
			}
			if (head.startsWith("POST")) {
				client.socket().getInputStream().readNBytes(40);
			}
			if (head.contains("/half")) {
				client.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n12345");
				RawServer.awaitLatch(this.mayGoOn);
				return;
			}
			client.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nSet-Cookie: sid=hidden-2\r\n"
					+ "Location: https://me:hidden-3@a.example/?code=hidden-4\r\nContent-Length: " + BODY.length()
					+ "\r\n\r\n" + BODY);
		}
	});

	@RegisterExtension
	final LogOf log = new LogOf("io.github.httppool.wire");

	@RegisterExtension
	final LogOf failures = new LogOf("io.github.httppool.netty.WireTap");

	private final StandaloneHttpPools pools = HttpPools.builder().drainTimeout(Duration.ZERO).build();

	private final ReactorHttpPool pool = (ReactorHttpPool) this.pools.get(HttpPool.DEFAULT);

	@AfterEach
	void nothingIsLeft() {
		this.mayGoOn.countDown();
		await().untilAsserted(() -> assertThat(this.pool.snapshot().active()).isZero());
		this.pools.close();
		assertThat(this.pool.connections()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void showsConnectionsThatAreOpenAlready(ClientsOfBothKinds client) {
		assertThat(get(client, "/before").join()).isEqualTo(BODY);
		awaitIdle();
		assertThat(this.log.lines()).isEmpty();
		this.pool.wireLog(Duration.ofMinutes(1), null);
		assertThat(get(client, "/orders?page=hidden-5").join()).isEqualTo(BODY);
		awaitIdle();
		String host = this.server.uri("/").getAuthority();
		assertThat(this.server.connections()).isOne();
		assertThat(this.log.lines()).contains("default #1 " + host + " >> GET /orders?page=*** HTTP/1.1",
				"default #1 " + host + " >> end of the message, 0 bytes", "default #1 " + host + " << HTTP/1.1 200 OK",
				"default #1 " + host + " << Content-Type: application/json",
				"default #1 " + host + " << Set-Cookie: ***",
				"default #1 " + host + " << Location: https://***@a.example/?code=***",
				"default #1 " + host + " << [35 bytes] {\"access_token\":***,\"id\":42}",
				"default #1 " + host + " << end of the message, 35 bytes");
		assertThat(this.log.lines().toString()).doesNotContain("hidden");
	}

	@Test
	void showsWhatTlsHides() throws Exception {
		try (RawServer tls = new RawServer(serverSockets())
			.answering(RawServer.ok("hello").replace("Content-Length", "Content-Type: text/plain\r\nContent-Length"))) {
			HttpClient client = this.pool.httpClient().secure((ssl) -> ssl.sslContext(trusting()));
			String url = "https://" + tls.uri("/").getAuthority() + "/";
			assertThat(ClientsOfBothKinds.WEB_CLIENT.get(this.pool, client, url).join()).isEqualTo("hello");
			awaitIdle();
			this.pool.wireLog(Duration.ofMinutes(1), null);
			assertThat(ClientsOfBothKinds.WEB_CLIENT.get(this.pool, client, url).join()).isEqualTo("hello");
			awaitIdle();
			assertThat(tls.connections()).isOne();
		}
		assertThat(this.log.lines()).anyMatch((line) -> line.endsWith(" >> GET / HTTP/1.1"))
			.anyMatch((line) -> line.endsWith(" << [5 bytes] hello"));
	}

	private static ServerSocketFactory serverSockets() throws Exception {
		try (InputStream certificate = RawServer.class.getResourceAsStream("netty/server.crt");
				InputStream key = RawServer.class.getResourceAsStream("netty/server.key")) {
			JdkSslContext context = (JdkSslContext) SslContextBuilder.forServer(certificate, key)
				.sslProvider(SslProvider.JDK)
				.build();
			return context.context().getServerSocketFactory();
		}
	}

	private static SslContext trusting() {
		try {
			return SslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE).build();
		}
		catch (SSLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * In pieces, the secret could not be told from the rest.
	 */
	@Test
	void masksASecretThatIsSentInPieces() {
		this.pool.wireLog(Duration.ofMinutes(1), null);
		String answer = this.pool.httpClient()
			.headers((headers) -> headers.add("Content-Type", "application/x-www-form-urlencoded")
				.add("Content-Length", 40)
				.add("Authorization", "Bearer hidden-6"))
			.post()
			.uri(this.server.uri("/token"))
			.send(ByteBufFlux.fromString(Flux.just("grant_type=x&client_sec", "ret=hidden-7", "&n=2x")))
			.responseContent()
			.aggregate()
			.asString()
			.block();
		assertThat(answer).isEqualTo(BODY);
		awaitIdle();
		assertThat(this.log.lines()).anyMatch((line) -> line.endsWith(" >> Authorization: Bearer ***"))
			.anyMatch((line) -> line.endsWith(" >> [40 bytes] grant_type=x&client_secret=***&n=2x"));
		assertThat(this.log.lines().toString()).doesNotContain("hidden");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			text/plain; charset=UTF-16BE        | UTF-16BE   | [40 bytes]
			text/plain                          | UTF-16LE   | [40 bytes]
			text/plain; charset="iso-8859-1"    | ISO-8859-1 | [20 bytes] naïve password=***
			text/plain; charset=utf-8           | UTF-8      | [21 bytes] naïve password=***
			""")
	void showsBodiesInWhichSecretsCanBeFound(String type, String charset, String shown) {
		byte[] body = "naïve password=hidde".getBytes(Charset.forName(charset));
		this.pool.wireLog(Duration.ofMinutes(1), null);
		this.pool.httpClient()
			.headers((headers) -> headers.add("Content-Type", type).add("Content-Length", body.length))
			.put()
			.uri(this.server.uri("/"))
			.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
			.responseContent()
			.aggregate()
			.asString()
			.onErrorComplete()
			.block();
		await().untilAsserted(() -> assertThat(this.log.lines()).anyMatch((line) -> line.endsWith(" >> " + shown)));
		assertThat(this.log.lines().toString()).doesNotContain("hidde");
	}

	@Test
	void showsWhatHasComeOfAMessageWithoutAnEnd() {
		this.pool.wireLog(Duration.ofMinutes(1), null);
		CompletableFuture<String> half = get(ClientsOfBothKinds.WEB_CLIENT, "/half");
		await().until(() -> this.log.lines().stream().anyMatch((line) -> line.contains("200 OK")));
		this.mayGoOn.countDown();
		assertThat(half.handle((body, error) -> error).join()).isNotNull();
		awaitIdle();
		await()
			.untilAsserted(() -> assertThat(this.log.lines()).anyMatch((line) -> line.endsWith(" << [5 bytes] 12345"))
				.anyMatch((line) -> line.endsWith(" << end of the call, 5 bytes of a message without an end")));
	}

	@Test
	void isOfOneHostIfItIsToBe() {
		this.pool.wireLog(Duration.ofMinutes(1), "other.example:80");
		get("/");
		awaitIdle();
		assertThat(this.log.lines()).singleElement().asString().contains("other.example:80");
		this.pool.wireLog(Duration.ofMinutes(1), this.server.uri("/").getHost());
		get("/");
		awaitIdle();
		assertThat(this.log.lines()).hasSizeGreaterThan(2);
	}

	@Test
	void isOffOnceTheLogIsBroken() {
		this.pool.wireLog(Duration.ofMinutes(1), null);
		this.log.failsWith(new IllegalStateException("no room left"));
		this.failures.failsWith(new IllegalStateException("no room left either"));
		get("/");
		awaitIdle();
		assertThat(this.log.lines()).hasSize(2);
		assertThat(this.failures.lines()).containsExactly("The wire log of pool 'default' has failed and is off");
		assertThat(this.pool.wireLog()).isEmpty();
		get("/");
		awaitIdle();
		assertThat(this.log.lines()).hasSize(2);
		assertThat(this.server.connections()).isOne();
	}

	@Test
	void endsByItself() {
		this.pool.wireLog(Duration.ofMillis(50), null);
		await().untilAsserted(
				() -> assertThat(this.log.lines()).last().isEqualTo("The wire log of pool 'default' is off"));
		assertThat(this.pool.wireLog()).isEmpty();
		int lines = this.log.lines().size();
		get("/");
		awaitIdle();
		assertThat(this.log.lines()).hasSize(lines);
	}

	@Test
	void canBeSwitchedOff() {
		this.pool.wireLog(Duration.ofMinutes(1), null);
		assertThat(this.pool.wireLog()).map(WireLogSnapshot::host).isEmpty();
		assertThat(this.pool.wireLog()).isPresent();
		this.pool.wireLog(Duration.ZERO, null);
		assertThat(this.pool.wireLog()).isEmpty();
		get("/");
		awaitIdle();
		assertThat(this.log.lines()).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT-1S", "PT10M1S" })
	void refusesOtherTimes(Duration time) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.pool.wireLog(time, null))
			.withMessage("the wire log can be on for PT10M at most (0 switches it off), not for " + time);
	}

	@ParameterizedTest
	@ValueSource(strings = { " ", "https://api.example" })
	void refusesWhatIsNoHost(String host) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.pool.wireLog(Duration.ofMinutes(1), host))
			.withMessageContaining("not '" + host + "'");
	}

	private static int contentLength(String head) {
		return head.lines()
			.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
			.mapToInt((line) -> Integer.parseInt(line.substring("content-length:".length()).trim()))
			.findFirst()
			.orElseThrow();
	}

	private void get(String path) {
		assertThat(get(ClientsOfBothKinds.REST_CLIENT, path).join()).isEqualTo(BODY);
	}

	private CompletableFuture<String> get(ClientsOfBothKinds client, String path) {
		return client.get(this.pool, this.pool.httpClient(), this.server.uri(path).toString());
	}

	private void awaitIdle() {
		await().untilAsserted(() -> assertThat(this.pool.snapshot().active()).isZero());
	}

}
