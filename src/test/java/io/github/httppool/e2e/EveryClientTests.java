package io.github.httppool.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientSsl;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.webclient.autoconfigure.WebClientSsl;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every client of an application, however it is made and configured, shares one limit.
 */
class EveryClientTests {

	private static final int LIMIT = 10;

	private static final int CALLS_PER_CLIENT = 25;

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

	private static final Duration READ_TIMEOUT = Duration.ofSeconds(15);

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@ParameterizedTest
	@MethodSource("servers")
	void whenAllClientsCallAtOnceThenTheServerNeverSeesMoreSocketsThanTheLimit(
			Function<EndToEnd, TestServer> anyServer) {
		TestServer server = anyServer.apply(this.endToEnd);
		TestApplication application = this.endToEnd.webApplication("httppool.pool.max-connections=" + LIMIT,
				"httppool.pool.max-pending-acquires=1000", "httppool.timeouts.acquire=30s",
				"spring.http.clients.ssl.bundle=everybody", trusting("everybody"), trusting("somebody"));
		List<Callable<String>> clients = clients(application, server.url("/sleep/5"));
		CallsUnderWay calls = CallsUnderWay.onThreads(manyOfEach(clients));
		calls.assertAnswered();
		assertThat(server.sockets().peak()).isEqualTo(LIMIT);
		assertThat(application.actuator().pool().acquired()).isEqualTo(clients.size() * CALLS_PER_CLIENT);
	}

	private static String trusting(String bundle) {
		return "spring.ssl.bundle.pem.%s.truststore.certificate=classpath:io/github/httppool/e2e/server.crt"
			.formatted(bundle);
	}

	private static List<Callable<String>> manyOfEach(List<Callable<String>> clients) {
		List<Callable<String>> calls = new ArrayList<>();
		clients.forEach((client) -> calls.addAll(Collections.nCopies(CALLS_PER_CLIENT, client)));
		Collections.shuffle(calls, new Random(1));
		return calls;
	}

	private static List<Callable<String>> clients(TestApplication application, String url) {
		List<Callable<String>> calls = new ArrayList<>();
		Stream.concat(Stream.of(application.restClient()), restClients(application))
			.forEach((client) -> calls.add(() -> CallsUnderWay.get(client, url)));
		Stream.concat(Stream.of(application.webClient()), webClients(application))
			.forEach((client) -> calls.add(() -> CallsUnderWay.get(client, url).block()));
		restTemplates(application).forEach((client) -> calls.add(() -> client.getForObject(url, String.class)));
		return calls;
	}

	private static Stream<RestClient> restClients(TestApplication application) {
		ClientHttpRequestFactoryBuilder<?> factory = application.bean(ClientHttpRequestFactoryBuilder.class);
		RestClient simple = application.bean(RestClient.Builder.class).build();
		RestClient withTimeouts = application.bean(RestClient.Builder.class)
			.requestFactory(factory.build(settings(application)))
			.build();
		RestClient withBundle = application.bean(RestClient.Builder.class)
			.apply(application.bean(RestClientSsl.class).fromBundle("somebody"))
			.build();
		return Stream.of(simple, withTimeouts, withBundle);
	}

	private static Stream<WebClient> webClients(TestApplication application) {
		ClientHttpConnectorBuilder<?> connector = application.bean(ClientHttpConnectorBuilder.class);
		WebClient simple = application.bean(WebClient.Builder.class).build();
		WebClient withTimeouts = application.bean(WebClient.Builder.class)
			.clientConnector(connector.build(settings(application)))
			.build();
		WebClient withBundle = application.bean(WebClient.Builder.class)
			.apply(application.bean(WebClientSsl.class).fromBundle("somebody"))
			.build();
		return Stream.of(simple, withTimeouts, withBundle);
	}

	private static Stream<RestTemplate> restTemplates(TestApplication application) {
		RestTemplateBuilder builder = application.bean(RestTemplateBuilder.class);
		return Stream.of(builder.build(),
				builder.connectTimeout(CONNECT_TIMEOUT.multipliedBy(2)).readTimeout(READ_TIMEOUT).build());
	}

	private static HttpClientSettings settings(TestApplication application) {
		return HttpClientSettings.ofSslBundle(application.bean(SslBundles.class).getBundle("somebody"))
			.withTimeouts(CONNECT_TIMEOUT, READ_TIMEOUT);
	}

	static Stream<Named<Function<EndToEnd, TestServer>>> servers() {
		return Stream.of(Named.of("over HTTP", EndToEnd::nettyServer), Named.of("over HTTPS", EndToEnd::tlsServer));
	}

}
