package io.github.httppool.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.netty.http.client.HttpClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * ConnectAttempts that never get as far as an address end all the same, so that their
 * places are free again.
 */
@Timeout(30)
class StuckDialTests {

	/** For a busy machine to load classes and to come as far as the name. */
	private static final Duration ENOUGH = Duration.ofMillis(500);

	@RegisterExtension
	final TestPool pool = new TestPool().maxConnections(1).dnsTimeout(ENOUGH).connectTimeout(ENOUGH);

	@Test
	void whenAResolverOfTheApplicationNeverAnswersThenTheDialEnds() {
		assertThatTheDialEnds(this.pool.pool().httpClient().resolver(new SilentResolverGroup()), "api.invalid:80",
				"DNS name resolution of api.invalid");
	}

	/**
	 * Reactor Netty asks for the address once for the configuration's hash, and once as
	 * it connects.
	 */
	@Test
	void whenASupplierOfLocalAddressesThrowsThenTheDialEnds() {
		AtomicInteger asked = new AtomicInteger();
		assertThatTheDialEnds(this.pool.pool().httpClient().bindAddress(() -> {
			if (asked.incrementAndGet() % 2 == 0) {
				throw new IllegalStateException("no address");
			}
			return new InetSocketAddress("127.0.0.1", 0);
		}), "127.0.0.1:10", "wait for an event loop to dial 127.0.0.1:10");
	}

	private void assertThatTheDialEnds(HttpClient client, String host, String waitsFor) {
		for (int i = 0; i < 3; i++) {
			assertThatThrownBy(() -> client.get().uri("http://" + host + "/").response().block())
				.hasCauseInstanceOf(IOException.class)
				.hasMessageMatching(".*the dial to " + host + " has not tried an address within \\d+ ms: " + waitsFor);
			assertThat(this.pool.snapshot().connecting()).isZero();
		}
	}

}
