package io.github.httppool.e2e;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.httppool.client.HttpPoolCustomizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link HttpPoolCustomizer} beans reach every kind of client.
 */
class HttpPoolCustomizerTests {

	private static final String HEADER = "x-customized";

	@RegisterExtension
	final RecordingServer server = new RecordingServer();

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@Test
	void whenThereAreSeveralThenEachKindOfClientIsCustomizedInTheirOrderForItsPool() {
		TestApplication application = this.endToEnd.application(WebApplicationType.SERVLET, Customized.class,
				ClientKind.properties(this.server));
		Map<ClientKind, List<String>> headers = Arrays.stream(ClientKind.values())
			.collect(toMap(identity(), (kind) -> headersSentBy(kind, application)));
		Map<ClientKind, List<String>> expected = Arrays.stream(ClientKind.values())
			.collect(toMap(identity(), (kind) -> List.of("first for " + kind.pool(), "second for " + kind.pool())));
		assertThat(headers).isEqualTo(expected);
	}

	@Test
	void whenClientsAreCustomizedThenTheyStayOnTheirPools() {
		TestApplication application = this.endToEnd.application(WebApplicationType.SERVLET, Customized.class,
				ClientKind.properties(this.server));
		assertThat(PoolUse.of(application, this.server)).isEqualTo(ClientKind.pools());
	}

	@Test
	void whenClientsAreCustomizedAlikeThenThoseOfAPoolShareOneConnection() {
		TestApplication application = this.endToEnd.application(WebApplicationType.SERVLET, Customized.class,
				ClientKind.properties(this.server));
		PoolUse.of(application, this.server);
		assertThat(this.server.sockets().accepted()).isEqualTo(3);
	}

	private List<String> headersSentBy(ClientKind kind, TestApplication application) {
		kind.in(application).sleep(0);
		return this.server.lastCall().headers().getOrEmpty(HEADER);
	}

	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class Customized {

		@Bean
		@Order(2)
		HttpPoolCustomizer second() {
			return (poolName, client) -> adding("second for " + poolName, client);
		}

		@Bean
		@Order(1)
		HttpPoolCustomizer first() {
			return (poolName, client) -> adding("first for " + poolName, client);
		}

		private static HttpClient adding(String value, HttpClient client) {
			return client.headers((headers) -> headers.add(HEADER, value));
		}

	}

}
