package io.github.httppool.boot;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.httppool.HttpPools;
import io.github.httppool.RawServer;
import io.github.httppool.autoconfigure.PoolAutoConfigurations;
import io.github.httppool.client.HttpPoolClients;
import io.github.httppool.restclient.HttpPoolClientHttpRequestFactory;
import io.github.httppool.webclient.HttpPoolClientHttpConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.FilteredHostException;
import org.springframework.boot.http.client.InetAddressFilter;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Customizers for Spring Boot's Reactor builders have effect on blocking and reactive
 * clients alike, and what cannot be is named.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReactorCustomizersTests {

	@RegisterExtension
	final RawServer server = new RawServer().answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(PoolAutoConfigurations.all())
		.withPropertyValues("httppool.clients.payment.pool.max-connections=1");

	@Test
	void whenABuilderOfBlockingClientsIsCustomizedThenEachClientIsInTheirOrder() {
		this.runner.withUserConfiguration(Customizers.class).run((context) -> {
			HttpPoolClients clients = context.getBean(HttpPoolClients.class);
			assertThat(context.getBean("httpPoolRestClient", RestClient.class)).satisfies(this::call);
			assertThat(clients.restClient("payment")).satisfies(this::call);
			assertThat(context.getBean(Customizers.class).requests).containsExactly("first", "second", "first",
					"second");
			assertOnPool(context, "default", "payment");
			assertThat(context.getBean(UnpooledReport.class).get()).isEmpty();
		});
	}

	@Test
	void whenACustomizerSetsATimeoutOfTheRequestFactoryThenItWinsOverAProperty() {
		assertTimesOut(this.runner.withUserConfiguration(ShortTimeoutOfTheFactory.class)
			.withPropertyValues("spring.http.clients.read-timeout=20s"));
	}

	@Test
	void whenACustomizerSetsATimeoutOfTheClientThenAPropertyWins() {
		assertTimesOut(this.runner.withUserConfiguration(LongTimeoutOfTheClient.class)
			.withPropertyValues("spring.http.clients.read-timeout=150ms"));
	}

	@Test
	void whenACustomizerSetsATimeoutOfTheClientAndNoPropertyDoesThenItHolds() {
		assertTimesOut(this.runner.withUserConfiguration(ShortTimeoutOfTheClient.class));
	}

	private void assertTimesOut(ApplicationContextRunner application) {
		this.server.serving((client) -> {
			client.readHead();
			client.readHead();
		});
		application.run((context) -> assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> call(context.getBean("httpPoolRestClient", RestClient.class)))
			.withMessageContaining("of 150 ms"));
	}

	@Test
	void whenACustomizerIsForEveryBuilderThenItGetsTheOneOnThePool() {
		this.runner.withUserConfiguration(ForEveryBuilder.class).run((context) -> {
			context.getBean(ClientHttpRequestFactory.class);
			assertThat(context.getBean(ForEveryBuilder.class).factories)
				.hasOnlyElementsOfType(HttpPoolClientHttpRequestFactory.class)
				.isNotEmpty();
		});
	}

	@Test
	void whenACustomizerHasConnectionsOfItsOwnThenTheRestIsAppliedAndThatIsSaid() {
		this.runner.withUserConfiguration(OwnProvider.class).run((context) -> {
			assertThat(context.getBean("httpPoolRestClient", RestClient.class)).satisfies(this::call);
			assertThat(context.getBean(OwnProvider.class).requests).containsExactly("ownProvider");
			assertOnPool(context, "default");
			assertThat(context.getBean(UnpooledReport.class).get()).containsExactly(
					"bean 'ownProvider' (ClientHttpRequestFactoryBuilderCustomizer) is applied without its HttpClient "
							+ "factory or ReactorResourceFactory: RestClient and RestTemplate have the connections and "
							+ "event loops of the pool");
		});
	}

	@Test
	void whenACustomizerHasAResourceFactoryThenThatIsSaid(CapturedOutput output) {
		this.runner.withUserConfiguration(OwnResources.class).run((context) -> {
			assertThat(context.getBean("httpPoolRestClient", RestClient.class)).satisfies(this::call);
			assertOnPool(context, "default");
			assertThat(context.getBean(UnpooledReport.class).get()).hasSize(1)
				.first()
				.asString()
				.startsWith("bean 'withResources' (ClientHttpRequestFactoryBuilderCustomizer) is applied without");
			assertThat(output)
				.containsOnlyOnce("bean 'resources' (ReactorResourceFactory) has no effect on clients on the pool");
		});
	}

	@Test
	void whenTheResourceFactoryIsSpringBootsThenNothingIsSaid(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(ReactorResourceFactory.class);
			assertThat(output).doesNotContain("ReactorResourceFactory");
		});
	}

	@Test
	void whenACustomizerReplacesTheClientThenItIsNotAppliedAndNamed() {
		this.runner.withUserConfiguration(Replacing.class).run((context) -> {
			assertThat(context.getBean("httpPoolRestClient", RestClient.class)).satisfies(this::call);
			assertOnPool(context, "default");
			assertThat(context.getBean(UnpooledReport.class).get()).containsExactly(
					"bean 'replacing' (ClientHttpRequestFactoryBuilderCustomizer) is not applied: it makes an "
							+ "HttpClient that is not derived from the one it is given, and so is not on the pool");
		});
	}

	@Test
	void whenThereIsAnAddressSelectorThenItSelectsAndCallsAreFollowed() {
		this.runner.withUserConfiguration(OwnSelectors.class).run((context) -> {
			assertThat(context.getBean("httpPoolRestClient", RestClient.class)).satisfies(this::call);
			assertThat(context.getBean("httpPoolWebClient", WebClient.class)).satisfies(this::call);
			assertThat(context.getBean(ClientHttpConnector.class)).isInstanceOf(HttpPoolClientHttpConnector.class);
			assertThat(context.getBean(OwnSelectors.class).selected).containsExactly("blocking", "reactive");
			assertThat(context.getBean(UnpooledReport.class).get()).isEmpty();
		});
	}

	@Test
	void whenThereIsAnAddressSelectorAndAFilterThenBothHold() {
		this.runner.withUserConfiguration(OwnSelectors.class, NoAddressAllowed.class).run((context) -> {
			assertThatRefused(() -> call(context.getBean("httpPoolRestClient", RestClient.class)));
			assertThatRefused(() -> call(context.getBean("httpPoolWebClient", WebClient.class)));
			assertThat(context.getBean(OwnSelectors.class).selected).containsExactly("blocking", "reactive");
			assertThat(this.server.connections()).isZero();
		});
	}

	private static void assertThatRefused(Runnable call) {
		assertThatException().isThrownBy(call::run).havingRootCause().isInstanceOf(FilteredHostException.class);
	}

	private static void assertOnPool(AssertableApplicationContext context, String... pools) {
		for (String pool : pools) {
			assertThat(context.getBean(HttpPools.class).get(pool).snapshot().acquired()).isOne();
		}
	}

	private void call(RestClient client) {
		assertThat(client.get().uri(this.server.uri("/")).retrieve().body(String.class)).isEqualTo("ok");
	}

	private void call(WebClient client) {
		assertThat(client.get().uri(this.server.uri("/")).retrieve().bodyToMono(String.class).block()).isEqualTo("ok");
	}

	private static HttpClient recording(HttpClient client, Queue<String> requests, String name) {
		return client.doOnRequest((request, connection) -> requests.add(name));
	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		final Queue<String> requests = new ConcurrentLinkedQueue<>();

		@Bean
		@Order(2)
		ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> second() {
			return (builder) -> builder
				.withHttpClientCustomizer((client) -> recording(client, this.requests, "second"));
		}

		@Bean
		@Order(1)
		ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> first() {
			return new First(this.requests);
		}

	}

	/** No lambda expression: its type can be told. */
	private record First(Queue<String> requests)
			implements
				ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> {

		@Override
		public ReactorClientHttpRequestFactoryBuilder customize(ReactorClientHttpRequestFactoryBuilder builder) {
			return builder.withHttpClientCustomizer((client) -> recording(client, this.requests, "first"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ShortTimeoutOfTheFactory {

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> timeout() {
			return (builder) -> builder.withCustomizer((factory) -> factory.setReadTimeout(Duration.ofMillis(150)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ShortTimeoutOfTheClient {

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> timeout() {
			return (builder) -> builder
				.withHttpClientCustomizer((client) -> client.responseTimeout(Duration.ofMillis(150)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LongTimeoutOfTheClient {

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> timeout() {
			return (builder) -> builder
				.withHttpClientCustomizer((client) -> client.responseTimeout(Duration.ofSeconds(20)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ForEveryBuilder {

		final Queue<Object> factories = new ConcurrentLinkedQueue<>();

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<ClientHttpRequestFactoryBuilder<ClientHttpRequestFactory>> every() {
			return (builder) -> builder.withCustomizer(this.factories::add);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnProvider {

		final Queue<String> requests = new ConcurrentLinkedQueue<>();

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> ownProvider() {
			return (builder) -> builder
				.withHttpClientFactory(() -> HttpClient.create(ConnectionProvider.newConnection()))
				.withHttpClientCustomizer((client) -> recording(client, this.requests, "ownProvider"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnResources {

		@Bean
		ReactorResourceFactory resources() {
			return new ReactorResourceFactory();
		}

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> withResources(
				ReactorResourceFactory resources) {
			return (builder) -> builder.withReactorResourceFactory(resources);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Replacing {

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> replacing() {
			return (builder) -> builder.withHttpClientCustomizer((client) -> HttpClient.create());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnSelectors {

		final Queue<String> selected = new ConcurrentLinkedQueue<>();

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> blocking() {
			return (builder) -> builder
				.withResolvedAddressSelector((config, addresses) -> select("blocking", addresses));
		}

		@Bean
		ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> reactive() {
			return (builder) -> builder
				.withResolvedAddressSelector((config, addresses) -> select("reactive", addresses));
		}

		private List<? extends SocketAddress> select(String name, List<? extends SocketAddress> addresses) {
			this.selected.add(name);
			return addresses;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoAddressAllowed {

		@Bean
		InetAddressFilter noAddress() {
			return (address) -> false;
		}

	}

}
