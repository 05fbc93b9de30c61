package io.github.httppool.e2e;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.httppool.HttpPools;
import io.github.httppool.client.HttpPoolClients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application may keep clients off the pool. It is told at start-up, and by the
 * endpoint, which ones they are: no client goes past the pool unnoticed.
 */
@ExtendWith(OutputCaptureExtension.class)
class OptOutTests {

	private static final String NOT_USED = "not use the pool";

	private static final String SHARED_REST_CLIENT = "bean 'httpPoolRestClient' (RestClient) does not use the pool";

	private static final String SHARED_WEB_CLIENT = "bean 'httpPoolWebClient' (WebClient) does not use the pool";

	private static final String WEB_CLIENT_BUILDER = "bean 'webClientBuilder' (WebClient.Builder) does not use the pool";

	private static final Map<ClientKind, String> BLOCKING_CLIENTS = outside(ClientKind.BUILT_REST_CLIENT,
			ClientKind.BUILT_REST_TEMPLATE, ClientKind.SHARED_REST_CLIENT, ClientKind.REST_GROUP_OF_ANOTHER_NAME);

	private static final Map<ClientKind, String> REACTIVE_CLIENTS = outside(ClientKind.BUILT_WEB_CLIENT,
			ClientKind.SHARED_WEB_CLIENT, ClientKind.WEB_GROUP_OF_ANOTHER_NAME);

	/**
	 * What Spring Boot and the starter make with the library of the application's choice.
	 */
	private static final List<String> BLOCKING_BEANS = List.of(
			"bean 'restClientBuilder' (RestClient.Builder) does not use the pool",
			"bean 'restTemplateBuilder' (RestTemplateBuilder) does not use the pool", SHARED_REST_CLIENT);

	private static final List<String> REACTIVE_BEANS = List.of(
			"bean 'clientHttpConnector' (ClientHttpConnector) does not use the pool", WEB_CLIENT_BUILDER,
			SHARED_WEB_CLIENT);

	@RegisterExtension
	final RecordingServer server = new RecordingServer();

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@ParameterizedTest
	@EnumSource
	void whenClientsAreKeptOffThePoolThenTheStartSaysSo(OptOut optOut, CapturedOutput output) {
		start(optOut);
		assertThat(output).containsOnlyOnce(" : " + optOut.line);
	}

	@ParameterizedTest
	@EnumSource
	void whenClientsAreKeptOffThePoolThenTheEndpointListsThem(OptOut optOut) {
		TestApplication application = start(optOut);
		assertThat(outsidePool(application)).contains(optOut.line);
	}

	@ParameterizedTest
	@EnumSource
	void whenClientsAreKeptOffThePoolThenTheyWorkUncountedAndAllOthersStayOnTheirPools(OptOut optOut) {
		TestApplication application = start(optOut);
		Map<ClientKind, String> expected = new EnumMap<>(ClientKind.pools());
		expected.putAll(optOut.changes);
		assertThat(PoolUse.of(application, this.server)).isEqualTo(expected);
	}

	@ParameterizedTest
	@EnumSource
	void whenEveryClientHasCalledThenWhatIsMadeOffThePoolIsListedAndNothingElse(OptOut optOut) {
		TestApplication application = start(optOut);
		PoolUse.of(application, this.server);
		assertThat(outsidePool(application)).containsExactlyInAnyOrderElementsOf(optOut.allLines());
	}

	@ParameterizedTest
	@EnumSource(names = { "FACTORY_JDK", "CONNECTOR_JDK", "BEAN_REST_TEMPLATE", "BEAN_REST_CLIENT", "BEAN_WEB_CLIENT" })
	void whenTheEndpointIsReadAgainThenNothingIsSaidAgain(OptOut optOut, CapturedOutput output) {
		TestApplication application = start(optOut);
		PoolUse.of(application, this.server);
		List<String> listed = outsidePool(application);
		assertThat(outsidePool(application)).isEqualTo(listed);
		assertThat(output.toString().lines().filter((line) -> line.contains(NOT_USED))).hasSameSizeAs(listed);
	}

	@Test
	void whenSeveralClientsAreKeptOffThePoolThenEachIsListed() {
		TestApplication application = start(SeveralLegacyClients.class,
				"spring.http.clients.imperative.factory=simple");
		assertThat(outsidePool(application)).containsExactlyInAnyOrder(
				"spring.http.clients.imperative.factory is simple: RestClient and RestTemplate do not use the pool",
				"bean 'first' (RestTemplate) does not use the pool", "bean 'second' (WebClient) does not use the pool");
	}

	@Test
	void whenATemplateIsBuiltWithAnotherLibraryThenItIsListed() {
		TestApplication application = start(TemplateOnJdk.class);
		assertThat(outsidePool(application)).containsExactly("bean 'onJdk' (RestTemplate) does not use the pool");
	}

	@Test
	void whenClientsAreOnThePoolThenNoneIsListed(CapturedOutput output) {
		TestApplication application = start(ManyPooledClients.class);
		assertThat(outsidePool(application)).isEmpty();
		assertThat(output).doesNotContain(NOT_USED);
	}

	@Test
	void whenReactorIsChosenInWordsThenThatIsThePool() {
		TestApplication application = start(ClientKind.Application.class,
				"spring.http.clients.imperative.factory=reactor", "spring.http.clients.reactive.connector=reactor");
		assertThat(outsidePool(application)).isEmpty();
		assertThat(PoolUse.of(application, this.server)).isEqualTo(ClientKind.pools());
	}

	@Test
	void whenClientsAreLookedAtThenNothingIsSentAndNoneOfTheirInterceptorsIsCalled() {
		TestApplication application = start(WatchedClients.class);
		outsidePool(application);
		assertThat(this.server.calls()).isEmpty();
		assertThat(application.bean(AtomicInteger.class)).hasValue(0);
	}

	@ParameterizedTest
	@EnumSource
	void whenDisabledThenTheStartSaysSo(WebApplicationType type, CapturedOutput output) {
		startDisabled(type);
		assertThat(output).containsOnlyOnce(" : httppool.enabled is false: all HTTP clients are Spring Boot's own\n");
	}

	@Test
	void whenEnabledThenTheStartDoesNotSayOtherwise(CapturedOutput output) {
		start(ClientKind.Application.class);
		assertThat(output).doesNotContain("httppool.enabled");
	}

	@ParameterizedTest
	@EnumSource
	void whenDisabledThenThereIsNoPool(WebApplicationType type) {
		TestApplication application = startDisabled(type);
		assertThat(application.context().getBeanProvider(HttpPools.class).stream()).isEmpty();
		assertThat(EndToEnd.threads()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void whenDisabledThenNamedClientsCallTheirBaseUrl(WebApplicationType type) {
		TestApplication application = startDisabled(type);
		RestClient restClient = application.context().getBean("paymentRestClient", RestClient.class);
		WebClient webClient = application.context().getBean("paymentWebClient", WebClient.class);
		assertThat(CallsUnderWay.get(restClient, "/close")).isEqualTo("ok");
		assertThat(CallsUnderWay.get(webClient, "/close").block()).isEqualTo("ok");
		assertThat(this.server.calls()).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource
	void whenDisabledThenClientsByNameCallTheirBaseUrl(WebApplicationType type) {
		HttpPoolClients clients = startDisabled(type).bean(HttpPoolClients.class);
		assertThat(CallsUnderWay.get(clients.restClient("payment"), "/close")).isEqualTo("ok");
		assertThat(CallsUnderWay.get(clients.restClientBuilder("payment").build(), "/close")).isEqualTo("ok");
		assertThat(CallsUnderWay.get(clients.webClient("payment"), "/close").block()).isEqualTo("ok");
		assertThat(CallsUnderWay.get(clients.webClientBuilder("payment").build(), "/close").block()).isEqualTo("ok");
		assertThat(this.server.calls()).hasSize(4);
	}

	@ParameterizedTest
	@EnumSource
	void whenDisabledThenANamedRestClientIsOnTheLibraryThatSpringBootTakes(WebApplicationType type) {
		TestApplication application = startDisabled(type);
		CallsUnderWay.get(application.context().getBean("paymentRestClient", RestClient.class), "/close");
		assertThat(this.server.lastCall().userAgent()).startsWith("Apache-HttpClient/");
	}

	@Test
	void whenJettysClientIsThereThenAClientIsListedAndJettyIsNotStarted() {
		Set<Thread> before = jettyThreads();
		TestApplication application = this.endToEnd.add(TestApplication.start(ClassPath.JETTY,
				WebApplicationType.SERVLET, LegacyRestClient.class, ClientKind.properties(this.server)));
		assertThat(outsidePool(application)).containsExactly("bean 'legacyClient' (RestClient) does not use the pool");
		assertThat(before).containsAll(jettyThreads());
	}

	private static Set<Thread> jettyThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("HttpClient@"))
			.collect(Collectors.toSet());
	}

	private TestApplication start(OptOut optOut) {
		return start(optOut.configuration, optOut.properties);
	}

	private TestApplication start(Class<?> configuration, String... properties) {
		return start(WebApplicationType.SERVLET, configuration, properties);
	}

	private TestApplication startDisabled(WebApplicationType type) {
		return start(type, ClientKind.Application.class, "httppool.enabled=false");
	}

	private TestApplication start(WebApplicationType type, Class<?> configuration, String... properties) {
		String[] all = Stream.concat(Stream.of("logging.level.io.github.httppool=info"), Stream.of(properties))
			.toArray(String[]::new);
		return this.endToEnd.add(TestApplication.start(ClassPath.HTTP_COMPONENTS, type, configuration,
				ClientKind.properties(this.server, all)));
	}

	private static Map<ClientKind, String> outside(ClientKind... kinds) {
		return Arrays.stream(kinds).collect(Collectors.toMap(Function.identity(), (kind) -> PoolUse.OUTSIDE));
	}

	private static List<String> outsidePool(TestApplication application) {
		return application.actuator()
			.httppool()
			.required("outsidePool")
			.values()
			.stream()
			.map(JsonNode::asString)
			.map(OptOutTests::withoutReason)
			.toList();
	}

	private static String withoutReason(String line) {
		return line.startsWith("bean '") ? line.replaceFirst("(?<=does " + NOT_USED + "): .*", "") : line;
	}

	/**
	 * What keeps clients off the pool, what is said of it, and what becomes of which
	 * kinds of client.
	 */
	enum OptOut {

		FACTORY_JDK("spring.http.clients.imperative.factory=jdk",
				"spring.http.clients.imperative.factory is jdk: RestClient and RestTemplate do not use the pool",
				BLOCKING_CLIENTS, BLOCKING_BEANS),

		FACTORY_HTTP_COMPONENTS("spring.http.clients.imperative.factory=http-components",
				"spring.http.clients.imperative.factory is http-components: RestClient and RestTemplate do not use the pool",
				BLOCKING_CLIENTS, BLOCKING_BEANS),

		CONNECTOR_JDK("spring.http.clients.reactive.connector=jdk",
				"spring.http.clients.reactive.connector is jdk: WebClient does not use the pool", REACTIVE_CLIENTS,
				REACTIVE_BEANS),

		CONNECTOR_JETTY("spring.http.clients.reactive.connector=Jetty",
				"spring.http.clients.reactive.connector is Jetty: WebClient does not use the pool", REACTIVE_CLIENTS,
				REACTIVE_BEANS),

		BEAN_REQUEST_FACTORY_BUILDER(OwnRequestFactoryBuilder.class,
				"bean 'own' (ClientHttpRequestFactoryBuilder) takes the place of the pool's: "
						+ "RestClient and RestTemplate do not use the pool",
				BLOCKING_CLIENTS, BLOCKING_BEANS),

		BEAN_CONNECTOR_BUILDER(OwnConnectorBuilder.class,
				"bean 'own' (ClientHttpConnectorBuilder) takes the place of the pool's: WebClient does not use the pool",
				REACTIVE_CLIENTS, REACTIVE_BEANS),

		BEAN_CONNECTOR(OwnConnector.class, "bean 'own' (ClientHttpConnector) does not use the pool", REACTIVE_CLIENTS,
				List.of(WEB_CLIENT_BUILDER, SHARED_WEB_CLIENT)),

		BEAN_REST_CLIENT_BUILDER(OwnRestClientBuilder.class, "bean 'own' (RestClient.Builder) does not use the pool",
				outside(ClientKind.BUILT_REST_CLIENT, ClientKind.SHARED_REST_CLIENT), List.of(SHARED_REST_CLIENT)),

		BEAN_WEB_CLIENT_BUILDER(OwnWebClientBuilder.class, "bean 'own' (WebClient.Builder) does not use the pool",
				outside(ClientKind.BUILT_WEB_CLIENT, ClientKind.SHARED_WEB_CLIENT), List.of(SHARED_WEB_CLIENT)),

		BEAN_REST_TEMPLATE(LegacyRestTemplate.class, "bean 'legacyClient' (RestTemplate) does not use the pool",
				outside(), List.of()),

		BEAN_REST_CLIENT(LegacyRestClient.class, "bean 'legacyClient' (RestClient) does not use the pool",
				Map.of(ClientKind.SHARED_REST_CLIENT, PoolUse.NO_SUCH_BEAN), List.of()),

		BEAN_WEB_CLIENT(LegacyWebClient.class, "bean 'legacyClient' (WebClient) does not use the pool",
				Map.of(ClientKind.SHARED_WEB_CLIENT, PoolUse.NO_SUCH_BEAN), List.of());

		private final Class<?> configuration;

		private final String[] properties;

		private final String line;

		private final Map<ClientKind, String> changes;

		private final List<String> beansMadeWithIt;

		OptOut(String property, String line, Map<ClientKind, String> changes, List<String> beansMadeWithIt) {
			this(ClientKind.Application.class, new String[] { property }, line, changes, beansMadeWithIt);
		}

		OptOut(Class<?> configuration, String line, Map<ClientKind, String> changes, List<String> beansMadeWithIt) {
			this(configuration, new String[0], line, changes, beansMadeWithIt);
		}

		OptOut(Class<?> configuration, String[] properties, String line, Map<ClientKind, String> changes,
				List<String> beansMadeWithIt) {
			this.configuration = configuration;
			this.properties = properties;
			this.line = line;
			this.changes = changes;
			this.beansMadeWithIt = beansMadeWithIt;
		}

		List<String> allLines() {
			return Stream.concat(Stream.of(this.line), this.beansMadeWithIt.stream()).toList();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class OwnRequestFactoryBuilder {

		@Bean
		ClientHttpRequestFactoryBuilder<?> own() {
			return ClientHttpRequestFactoryBuilder.jdk();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class OwnConnectorBuilder {

		@Bean
		ClientHttpConnectorBuilder<?> own() {
			return ClientHttpConnectorBuilder.jdk();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class OwnConnector {

		@Bean
		ClientHttpConnector own() {
			return new JdkClientHttpConnector();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class OwnRestClientBuilder {

		@Bean
		RestClient.Builder own() {
			return offThePool();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class OwnWebClientBuilder {

		@Bean
		WebClient.Builder own() {
			return WebClient.builder().clientConnector(new JdkClientHttpConnector());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class LegacyRestTemplate {

		@Bean
		RestTemplate legacyClient() {
			return new RestTemplate();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class LegacyRestClient {

		@Bean
		RestClient legacyClient() {
			return offThePool().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class LegacyWebClient {

		@Bean
		WebClient legacyClient() {
			return WebClient.builder().clientConnector(new JdkClientHttpConnector()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class SeveralLegacyClients {

		@Bean
		RestTemplate first() {
			return new RestTemplate();
		}

		@Bean
		WebClient second() {
			return WebClient.builder().clientConnector(new JdkClientHttpConnector()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class TemplateOnJdk {

		@Bean
		RestTemplate onJdk(RestTemplateBuilder builder) {
			return builder.requestFactoryBuilder(ClientHttpRequestFactoryBuilder.jdk()).build();
		}

	}

	/**
	 * Clients made in every way that leaves them on the pool.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class ManyPooledClients {

		private static final ClientHttpRequestInterceptor INTERCEPTOR = (request, body, execution) -> execution
			.execute(request, body);

		private static final ExchangeFilterFunction FILTER = (request, next) -> next.exchange(request);

		@Bean
		RestTemplate template(RestTemplateBuilder builder) {
			return builder.build();
		}

		@Bean
		RestTemplate interceptedTemplate(RestTemplateBuilder builder) {
			return builder.interceptors(INTERCEPTOR).build();
		}

		@Bean
		RestTemplate bufferingTemplate(ClientHttpRequestFactoryBuilder<?> factories, HttpClientSettings settings) {
			return new RestTemplate(new BufferingClientHttpRequestFactory(factories.build(settings)));
		}

		@Bean
		RestClient restClient(RestClient.Builder builder) {
			return builder.build();
		}

		@Bean
		RestClient interceptedRestClient(RestClient.Builder builder) {
			return builder.requestInterceptor(INTERCEPTOR).build();
		}

		@Bean
		RestClient mutatedRestClient(RestClient.Builder builder) {
			return builder.baseUrl("http://127.0.0.1").build().mutate().defaultHeader("x", "y").build();
		}

		@Bean
		RestClient restClientOnTemplate(RestTemplateBuilder builder) {
			return RestClient.create(builder.build());
		}

		@Bean
		RestClient restClientByName(HttpPoolClients clients) {
			return clients.restClientBuilder("payment").build();
		}

		@Bean
		RestClient namedRestClient(@Qualifier("payment") RestClient named) {
			return named.mutate().build();
		}

		@Bean
		@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
		RestClient.Builder restClientBuilder(ClientHttpRequestFactoryBuilder<?> factories,
				HttpClientSettings settings) {
			return RestClient.builder().requestFactory(factories.build(settings));
		}

		@Bean
		WebClient webClient(WebClient.Builder builder) {
			return builder.build();
		}

		@Bean
		WebClient filteredWebClient(WebClient.Builder builder) {
			return builder.filter(FILTER).baseUrl("http://127.0.0.1").build();
		}

		@Bean
		WebClient mutatedWebClient(WebClient.Builder builder) {
			return builder.build().mutate().defaultHeader("x", "y").build();
		}

		@Bean
		WebClient webClientByName(HttpPoolClients clients) {
			return clients.webClientBuilder("payment").build();
		}

		@Bean
		WebClient namedWebClient(@Qualifier("payment") WebClient named) {
			return named.mutate().build();
		}

		@Bean
		@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
		WebClient.Builder webClientBuilder(ClientHttpConnectorBuilder<?> connectors, HttpClientSettings settings) {
			return WebClient.builder().clientConnector(connectors.build(settings));
		}

	}

	/**
	 * Clients on the pool and off it, whose own code counts how often it is called.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class WatchedClients {

		@Bean
		AtomicInteger called() {
			return new AtomicInteger();
		}

		@Bean
		RestTemplate template(RestTemplateBuilder builder, AtomicInteger called) {
			return builder.additionalInterceptors(counting(called)).build();
		}

		@Bean
		RestTemplate legacyTemplate(AtomicInteger called) {
			RestTemplate template = new RestTemplate();
			template.getInterceptors().add(counting(called));
			template.getClientHttpRequestInitializers().add((request) -> called.incrementAndGet());
			return template;
		}

		@Bean
		RestClient restClient(RestClient.Builder builder, AtomicInteger called) {
			return watched(builder, called);
		}

		@Bean
		RestClient legacyRestClient(AtomicInteger called) {
			return watched(offThePool(), called);
		}

		private static RestClient watched(RestClient.Builder builder, AtomicInteger called) {
			return builder.requestInterceptor(counting(called))
				.requestInitializer((request) -> called.incrementAndGet())
				.build();
		}

		private static ClientHttpRequestInterceptor counting(AtomicInteger called) {
			return (request, body, execution) -> {
				called.incrementAndGet();
				return execution.execute(request, body);
			};
		}

		@Bean
		WebClient webClient(WebClient.Builder builder, AtomicInteger called) {
			return watched(builder, called);
		}

		@Bean
		WebClient legacyWebClient(AtomicInteger called) {
			return watched(WebClient.builder().clientConnector(new JdkClientHttpConnector()), called);
		}

		private static WebClient watched(WebClient.Builder builder, AtomicInteger called) {
			return builder.filter((request, next) -> {
				called.incrementAndGet();
				return next.exchange(request);
			}).build();
		}

	}

	private static RestClient.Builder offThePool() {
		return RestClient.builder().requestFactory(new JdkClientHttpRequestFactory());
	}

}
