package io.github.httppool.boot;

import java.net.URI;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A call that is redirected on a pool of one connection and no queue, and what it sends.
 */
class RedirectedCallTests {

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=1",
			"httppool.pool.max-pending-acquires=0");

	@ParameterizedTest
	@EnumSource
	void whenACallIsRedirectedToTheSameHostThenItKeepsItsConnection(ClientKind client) {
		redirect("302 Found", "");
		assertThat(CallPair.answer(send(client, HttpMethod.GET, new HttpHeaders()))).isEqualTo("/new");
		assertThat(this.server.connections()).isOne();
		application.assertClosed(0);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheConnectionIsClosedAfterTheRedirectThenTheCallGetsAnother(ClientKind client) {
		redirect("302 Found", "Connection: close\r\n");
		assertThat(CallPair.answer(send(client, HttpMethod.GET, new HttpHeaders()))).isEqualTo("/new");
		assertThat(this.server.connections()).isEqualTo(2);
	}

	/**
	 * The redirect may arrive before the thread that has asked for the first connection
	 * goes on.
	 */
	@ParameterizedTest
	@EnumSource
	void whenARedirectComesAtOnceThenItsCallKeepsItsConnectionAsWell(ClientKind client) {
		redirect("302 Found", "");
		for (int call = 1; call <= 300; call++) {
			assertThat(CallPair.answer(send(client, HttpMethod.GET, new HttpHeaders()))).isEqualTo("/new");
			PooledApplication.eventually("the connection is back",
					() -> assertThat(application.pool().snapshot().active()).isZero());
		}
		assertThat(this.server.connections()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void whenAHeadIsAnsweredSeeOtherThenItStaysAHead(ClientKind client) {
		redirect("303 See Other", "");
		CallPair.awaitEnd(send(client, HttpMethod.HEAD, new HttpHeaders()));
		assertThat(this.server.requests()).containsExactly("HEAD /old", "HEAD /new");
		application.assertClosed(0);
	}

	@ParameterizedTest
	@EnumSource
	void whenThereAreTwoCookieHeadersThenOneIsSent(ClientKind client) {
		HttpHeaders headers = new HttpHeaders();
		headers.add(HttpHeaders.COOKIE, "a=1");
		headers.add(HttpHeaders.COOKIE, "b=2");
		CallPair.awaitEnd(send(client, HttpMethod.GET, headers));
		assertThat(this.server.received(0).toLowerCase(Locale.ROOT)).contains("cookie: a=1; b=2\r\n")
			.containsOnlyOnce("cookie:");
	}

	private void redirect(String status, String more) {
		this.server.on("/old", (peer) -> peer.write(
				"HTTP/1.1 " + status + "\r\nLocation: " + uri("/new") + "\r\n" + more + "Content-Length: 0\r\n\r\n"));
	}

	private URI uri(String path) {
		return this.server.uri(path);
	}

	private CompletableFuture<ResponseEntity<String>> send(ClientKind client, HttpMethod method, HttpHeaders headers) {
		return client.send(application, new RequestEntity<>(headers, method, uri("/old")));
	}

}
