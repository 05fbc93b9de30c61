package io.github.httppool.netty;

import java.util.concurrent.atomic.AtomicReference;

import io.github.httppool.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.netty.transport.ProxyProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Calls through a proxy.
 */
class ProxyTests {

	@RegisterExtension
	final TestPool pool = new TestPool();

	@RegisterExtension
	final RawServer proxy = new RawServer();

	@Test
	void whenThereIsAProxyThenItAndNotTheClientResolvesTheName() {
		AtomicReference<String> connect = new AtomicReference<>();
		this.proxy.serving((client) -> {
			connect.set(client.readHead());
			client.write("HTTP/1.1 200 Connection established\r\n\r\n");
			client.readHead();
			client.write(RawServer.ok("ok"));
			client.readHead();
		});
		String answer = this.pool.pool()
			.httpClient()
			.proxy((spec) -> spec.type(ProxyProvider.Proxy.HTTP).host("127.0.0.1").port(this.proxy.uri("/").getPort()))
			.get()
			.uri("http://known-to-the-proxy.invalid/")
			.responseContent()
			.aggregate()
			.asString()
			.block();
		assertThat(answer).isEqualTo("ok");
		assertThat(connect.get()).startsWith("CONNECT known-to-the-proxy.invalid:80");
	}

	@Test
	void whenTheProxyRefusesThenTheDialFails() {
		this.proxy.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
			client.readHead();
		});
		assertThatThrownBy(() -> this.pool.pool()
			.httpClient()
			.proxy((spec) -> spec.type(ProxyProvider.Proxy.HTTP).host("127.0.0.1").port(this.proxy.uri("/").getPort()))
			.get()
			.uri("http://known-to-the-proxy.invalid/")
			.responseContent()
			.aggregate()
			.block()).hasMessageContaining("403 Forbidden");
		assertThat(this.pool.snapshot().created()).isZero();
	}

}
