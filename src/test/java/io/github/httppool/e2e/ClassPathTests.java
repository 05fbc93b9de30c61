package io.github.httppool.e2e;

import java.util.List;
import java.util.stream.Stream;

import io.github.httppool.e2e.bare.BareApplication;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications without one or another of the libraries that the starter serves: what is
 * there works, and nobody complains about what is not.
 */
@Timeout(300)
class ClassPathTests {

	private static final List<String> BLOCKING = List.of("RestClient.Builder: ok", "httpPoolRestClient: ok",
			"paymentRestClient: ok", "RestTemplateBuilder: ok");

	private static final List<String> REACTIVE = List.of("WebClient.Builder: ok", "httpPoolWebClient: ok",
			"paymentWebClient: ok");

	private static final List<String> OTHER_CLIENTS = List.of("httpclient5", "jetty-client",
			"jetty-reactive-httpclient");

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private NettyServer server;

	@BeforeEach
	void startServer() {
		this.server = this.endToEnd.nettyServer();
	}

	@Test
	void whenNothingIsMissingThenEveryClientIsAnswered() {
		Fork.Result result = run(starterWithout());
		result.assertSucceededWith(lines(BLOCKING, REACTIVE,
				List.of("bean httpPoolClients", "bean httpPoolEndpoint", "bean httpPoolMeterBinder"), pools(5, 2)));
	}

	@Test
	void whenThereIsNoWebClientThenAServletApplicationCallsWithRestClient() {
		Fork fork = starterWithout("spring-webflux", "spring-boot-webflux", "spring-boot-starter-webflux",
				"spring-boot-webclient", "spring-boot-starter-webclient");
		Fork.Result result = run(fork, "spring.main.web-application-type=servlet");
		result.assertSucceededWith(
				lines(BLOCKING, List.of("bean httpPoolEndpoint", "bean httpPoolMeterBinder"), pools(3, 1)));
	}

	@Test
	void whenOnlySpringWebfluxIsMissingThenRestClientIsAnswered() {
		Fork.Result result = run(starterWithout("spring-webflux"));
		result.assertSucceededWith(
				lines(BLOCKING, List.of("bean httpPoolEndpoint", "bean httpPoolMeterBinder"), pools(3, 1)));
	}

	@Test
	void whenThereIsNoBuilderOfWebClientThenRestClientIsAnswered() {
		Fork.Result result = run(starterWithout("spring-boot-webclient"));
		result.assertSucceededWith(
				lines(BLOCKING, List.of("bean httpPoolEndpoint", "bean httpPoolMeterBinder"), pools(3, 1)));
	}

	@Test
	void whenThereIsNoReactorNettyServerThenEveryClientIsAnswered() {
		Fork.Result result = run(starterWithout("spring-boot-reactor-netty"));
		result.assertSucceededWith(lines(BLOCKING, REACTIVE,
				List.of("bean httpPoolClients", "bean httpPoolEndpoint", "bean httpPoolMeterBinder"), pools(5, 2)));
	}

	@Test
	void whenThereIsNoActuatorThenEveryClientIsAnswered() {
		Fork fork = starterWithout("spring-boot-starter-actuator", "spring-boot-actuator",
				"spring-boot-actuator-autoconfigure", "spring-boot-health", "spring-boot-micrometer-metrics",
				"spring-boot-micrometer-observation", "spring-boot-starter-micrometer-metrics");
		Fork.Result result = run(fork);
		result.assertSucceededWith(lines(BLOCKING, REACTIVE, List.of("bean httpPoolClients"), pools(5, 2)));
	}

	@Test
	void whenThereIsNoMicrometerCoreThenEveryClientIsAnswered() {
		Fork.Result result = run(
				starterWithout("micrometer-core", "micrometer-jakarta9", "micrometer-registry-prometheus"));
		result.assertSucceededWith(
				lines(BLOCKING, REACTIVE, List.of("bean httpPoolClients", "bean httpPoolEndpoint"), pools(5, 2)));
	}

	@Test
	void whenThereIsNoBuilderOfRestClientThenWebClientIsAnswered() {
		Fork.Result result = run(starterWithout("spring-boot-restclient"));
		result.assertSucceededWith(
				lines(REACTIVE, List.of("bean httpPoolEndpoint", "bean httpPoolMeterBinder"), pools(2, 1)));
	}

	@Test
	void whenThereIsNoValidatorThenABadValueStopsTheStartAllTheSame() {
		assertThat(System.getProperty("java.class.path")).doesNotContain("hibernate-validator",
				"jakarta.validation-api");
		Fork.Result result = run(starterWithout(), "httppool.pool.max-connections=0");
		assertThat(result.exitValue()).isEqualTo(1);
		assertThat(result.output()).anyMatch((line) -> line.contains("httppool.pool.max-connections"))
			.noneMatch((line) -> line.startsWith("\tat "));
	}

	/**
	 * Other client libraries are on the class path for other tests.
	 */
	private static Fork starterWithout(String... artifacts) {
		return Fork.without(Stream.concat(OTHER_CLIENTS.stream(), Stream.of(artifacts)).toArray(String[]::new));
	}

	private Fork.Result run(Fork fork, String... properties) {
		String baseUrl = "httppool.clients.payment.base-url=" + this.server.url("");
		return fork.run(BareApplication.class,
				Stream.concat(Stream.of(baseUrl), Stream.of(properties)).toArray(String[]::new));
	}

	private static List<String> pools(int ofDefault, int ofPayment) {
		return List.of("pool default: %1$d acquired, %1$d released, 0 open".formatted(ofDefault),
				"pool payment: %1$d acquired, %1$d released, 0 open".formatted(ofPayment), "threads left: 0");
	}

	@SafeVarargs
	private static List<String> lines(List<String>... parts) {
		return Stream.of(parts).flatMap(List::stream).toList();
	}

}
