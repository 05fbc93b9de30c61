package io.github.httppool.boot;

import java.lang.reflect.Proxy;

import org.junit.jupiter.api.Test;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Transport}.
 */
class TransportTests {

	@Test
	void whenSpringKeepsAClientThenItIsFound() {
		HttpClient client = HttpClient.create();
		assertThat(Transport.findHttpClient(new ReactorClientHttpRequestFactory(client))).isSameAs(client);
		assertThat(Transport.findHttpClient(new ReactorClientHttpConnector(client))).isSameAs(client);
	}

	@Test
	void whenThereIsNoClientThenNoneIsFound() {
		assertThat(Transport.findHttpClient(new JdkClientHttpRequestFactory())).isNull();
	}

	@Test
	void whenFieldsCannotBeReadThenNoClientIsFound() {
		Object proxy = Proxy.newProxyInstance(ClientHttpConnector.class.getClassLoader(),
				new Class<?>[] { ClientHttpConnector.class }, (self, method, arguments) -> null);
		assertThat(Transport.findHttpClient(proxy)).isNull();
	}

}
