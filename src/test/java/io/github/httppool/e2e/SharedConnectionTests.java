package io.github.httppool.e2e;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import io.github.httppool.HttpPools;
import io.github.httppool.e2e.ClientKind.News;
import io.github.httppool.e2e.ClientKind.Upstream;
import io.github.httppool.e2e.ClientKind.Weather;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.FilteredHostException;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.InetAddressFilter;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientSsl;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.webclient.autoconfigure.WebClientSsl;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Clients share connections although each is built with an SSL bundle, a filter of
 * addresses and a read timeout: only who is trusted keeps them apart.
 */
class SharedConnectionTests {

	private static final int LIMIT = 5;

	private static final int CALLS_PER_CLIENT = 10;

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@Test
	void whenClientsOfOneBundleCallInTurnThenTheyShareOneConnection() {
		NettyServer server = this.endToEnd.tlsServer();
		TestApplication application = start(server);
		callInTurn(clients("red", application, server), application);
		assertThat(server.sockets().accepted()).isOne();
	}

	@Test
	void whenServiceGroupsHaveTheSameBundleThenTheyShareTheConnectionOfTheOthers() {
		NettyServer server = this.endToEnd.tlsServer();
		TestApplication application = start(server);
		callInTurn(clients("red", application, server), application);
		callInTurn(redGroups(application), application);
		assertThat(server.sockets().accepted()).isOne();
	}

	@Test
	void whenBundlesDifferThenEachHasAConnectionOfItsOwn() {
		NettyServer server = this.endToEnd.tlsServer();
		TestApplication application = start(server);
		callInTurn(clients("red", application, server), application);
		callInTurn(clients("blue", application, server), application);
		callInTurn(clients("red", application, server), application);
		assertThat(server.sockets().accepted()).isEqualTo(2);
	}

	@Test
	void whenThereIsNoBundleThenAllClientsOfAPoolShareOneConnection() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application(WebApplicationType.NONE, LoopbackAllowed.class,
				ClientKind.properties(server, "spring.http.clients.read-timeout=11s",
						"spring.http.serviceclient.payment.read-timeout=12s",
						"spring.http.serviceclient.stock.read-timeout=13s",
						"spring.http.serviceclient.weather.read-timeout=14s",
						"spring.http.serviceclient.news.read-timeout=15s"));
		callInTurn(Arrays.stream(ClientKind.values()).map((kind) -> kind.in(application)).toList(), application);
		assertThat(server.sockets().accepted()).isEqualTo(application.bean(HttpPools.class).names().size());
	}

	@Test
	void whenAPoolHasABundleThenItsRestClientAndItsWebClientShareOneConnection() {
		NettyServer server = this.endToEnd.tlsServer();
		TestApplication application = start(server, "httppool.clients.payment.ssl.bundle=red");
		callInTurn(List.of(ClientKind.NAMED_REST_CLIENT.in(application), ClientKind.NAMED_WEB_CLIENT.in(application),
				ClientKind.REST_GROUP_NAMED_LIKE_A_POOL.in(application)), application);
		assertThat(server.sockets().accepted()).isOne();
	}

	@Test
	void whenAllCallAtOnceThenTheServerNeverSeesMoreSocketsThanTheLimit() {
		NettyServer server = this.endToEnd.tlsServer();
		TestApplication application = start(server, "httppool.pool.max-connections=" + LIMIT,
				"httppool.pool.max-pending-acquires=1000", "httppool.timeouts.acquire=30s");
		List<Callable<String>> calls = new ArrayList<>();
		Stream.of(clients("red", application, server), clients("blue", application, server), redGroups(application))
			.flatMap(List::stream)
			.forEach((client) -> calls.addAll(Collections.nCopies(CALLS_PER_CLIENT, () -> client.sleep(5))));
		Collections.shuffle(calls, new Random(1));
		CallsUnderWay.onThreads(calls).assertAnswered();
		assertThat(server.sockets().peak()).isEqualTo(LIMIT);
	}

	@Test
	void whenClientsShareAConnectionThenEachKeepsItsReadTimeout() {
		NettyServer server = this.endToEnd.tlsServer();
		TestApplication application = start(server);
		Upstream patient = restTemplate("red", Duration.ofSeconds(20), application, server);
		Upstream impatient = restTemplate("red", Duration.ofMillis(100), application, server);
		callInTurn(List.of(patient, impatient), application);
		assertThat(server.sockets().accepted()).isOne();
		assertThat(patient.sleep(400)).isEqualTo("ok");
		assertThatException().isThrownBy(() -> impatient.sleep(1000));
	}

	@ParameterizedTest
	@EnumSource
	void whenTheFilterDoesNotMatchThenTheCallIsRefusedAndNothingIsOpened(ClientKind kind) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application(WebApplicationType.NONE, NothingAllowed.class,
				ClientKind.properties(server));
		Upstream client = kind.in(application);
		assertThatException().isThrownBy(() -> client.sleep(0))
			.satisfies((ex) -> assertThat(NestedExceptionUtils.getMostSpecificCause(ex))
				.isInstanceOf(FilteredHostException.class));
		assertThat(server.sockets().accepted()).isZero();
	}

	private TestApplication start(NettyServer server, String... properties) {
		Stream<String> common = Stream.of(trusting("red"), trusting("blue"), "spring.http.clients.read-timeout=11s",
				"spring.http.serviceclient.weather.ssl.bundle=red",
				"spring.http.serviceclient.weather.read-timeout=12s", "spring.http.serviceclient.news.ssl.bundle=red",
				"spring.http.serviceclient.news.read-timeout=13s");
		return this.endToEnd.application(WebApplicationType.NONE, LoopbackAllowed.class,
				ClientKind.properties(server, Stream.concat(common, Stream.of(properties)).toArray(String[]::new)));
	}

	private static String trusting(String bundle) {
		return "spring.ssl.bundle.pem.%s.truststore.certificate=classpath:io/github/httppool/e2e/server.crt"
			.formatted(bundle);
	}

	/**
	 * Each when the connection of the one before is back: WebClient answers a moment
	 * earlier than that.
	 */
	private static void callInTurn(List<Upstream> clients, TestApplication application) {
		HttpPools pools = application.bean(HttpPools.class);
		for (Upstream client : clients) {
			assertThat(client.sleep(0)).isEqualTo("ok");
			EndToEnd.eventually("idle", () -> assertThat(pools.totals().active()).isZero());
		}
	}

	private static List<Upstream> clients(String bundle, TestApplication application, NettyServer server) {
		return List.of(restTemplate(bundle, Duration.ofSeconds(14), application, server),
				restTemplate(bundle, Duration.ofSeconds(15), application, server),
				restClient(bundle, Duration.ofSeconds(16), application, server),
				restClient(bundle, Duration.ofSeconds(17), application, server),
				restClientWithBundleOnly(bundle, application, server),
				webClient(bundle, Duration.ofSeconds(18), application, server),
				webClient(bundle, Duration.ofSeconds(19), application, server),
				webClientWithBundleOnly(bundle, application, server));
	}

	private static List<Upstream> redGroups(TestApplication application) {
		return List.of(application.bean(Weather.class), application.bean(News.class));
	}

	private static Upstream restTemplate(String bundle, Duration readTimeout, TestApplication application,
			NettyServer server) {
		RestTemplate client = application.bean(RestTemplateBuilder.class)
			.sslBundle(bundle(bundle, application))
			.readTimeout(readTimeout)
			.build();
		return (millis) -> client.getForObject(server.url("/sleep/" + millis), String.class);
	}

	private static Upstream restClient(String bundle, Duration readTimeout, TestApplication application,
			NettyServer server) {
		return calling(server,
				application.bean(RestClient.Builder.class)
					.requestFactory(application.bean(ClientHttpRequestFactoryBuilder.class)
						.build(settings(bundle, readTimeout, application)))
					.build());
	}

	private static Upstream restClientWithBundleOnly(String bundle, TestApplication application, NettyServer server) {
		return calling(server,
				application.bean(RestClient.Builder.class)
					.apply(application.bean(RestClientSsl.class).fromBundle(bundle))
					.build());
	}

	private static Upstream webClient(String bundle, Duration readTimeout, TestApplication application,
			NettyServer server) {
		return calling(server,
				application.bean(WebClient.Builder.class)
					.clientConnector(application.bean(ClientHttpConnectorBuilder.class)
						.build(settings(bundle, readTimeout, application)))
					.build());
	}

	private static Upstream webClientWithBundleOnly(String bundle, TestApplication application, NettyServer server) {
		return calling(server,
				application.bean(WebClient.Builder.class)
					.apply(application.bean(WebClientSsl.class).fromBundle(bundle))
					.build());
	}

	private static Upstream calling(NettyServer server, RestClient client) {
		return (millis) -> CallsUnderWay.get(client, server.url("/sleep/" + millis));
	}

	private static Upstream calling(NettyServer server, WebClient client) {
		return (millis) -> CallsUnderWay.get(client, server.url("/sleep/" + millis)).block();
	}

	/**
	 * The application's own settings, of which the filter is one, with these on top.
	 */
	private static HttpClientSettings settings(String bundle, Duration readTimeout, TestApplication application) {
		return application.bean(HttpClientSettings.class)
			.withSslBundle(bundle(bundle, application))
			.withReadTimeout(readTimeout);
	}

	private static SslBundle bundle(String name, TestApplication application) {
		return application.bean(SslBundles.class).getBundle(name);
	}

	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class LoopbackAllowed {

		@Bean
		InetAddressFilter loopbackOnly() {
			return InetAddress::isLoopbackAddress;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class NothingAllowed {

		@Bean
		InetAddressFilter nothing() {
			return (address) -> false;
		}

	}

}
