package io.github.httppool.boot;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.autoconfigure.PoolAutoConfigurations;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.JdkClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestTemplateBuilderConfigurer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.InterceptingClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.test.web.client.MockRestServiceServer;
import org.springframework.web.client.ApiVersionInserter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Clients outside of the pool are found, those on it are not suspected, and none of them
 * notices.
 */
class UnpooledClientDetectorTests {

	private static final String TEMPLATE = "use RestTemplateBuilder or HttpPoolClients.restClientBuilder(name)";

	private static final String REST_CLIENT = "use RestClient.Builder as injected or HttpPoolClients.restClientBuilder(name)";

	private static final String WEB_CLIENT = "use WebClient.Builder as injected or HttpPoolClients.webClientBuilder(name)";

	private static final String CONNECTOR = "use ClientHttpConnectorBuilder as injected or HttpPoolClients.webClientBuilder(name)";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(PoolAutoConfigurations.all());

	@Test
	void whenClientsAreMadeWithoutSpringBootThenTheyAreFoundAndToldWhyAndWhatToChange() {
		this.runner.withUserConfiguration(Outside.class)
			.run((context) -> assertThat(context.getBean(UnpooledReport.class).get()).containsExactlyInAnyOrder(
					"bean 'restTemplate' (RestTemplate) does not use the pool: it has a request factory of its own "
							+ "(SimpleClientHttpRequestFactory): " + TEMPLATE,
					"bean 'intercepted' (RestTemplate) does not use the pool: it has a request factory of its own "
							+ "(JdkClientHttpRequestFactory): " + TEMPLATE,
					"bean 'restClient' (RestClient) does not use the pool: it was made by RestClient.create() or "
							+ "RestClient.builder(): " + REST_CLIENT,
					"bean 'restClientBuilder' (RestClient.Builder) does not use the pool: it has a request factory of "
							+ "its own (SimpleClientHttpRequestFactory): use RestClientBuilderConfigurer or "
							+ "HttpPoolClients.restClientBuilder(name)",
					"bean 'webClient' (WebClient) does not use the pool: it has a connector of its own "
							+ "(JdkClientHttpConnector): " + WEB_CLIENT,
					"bean 'defaultWebClient' (WebClient) does not use the pool: it was made by WebClient.create() or "
							+ "WebClient.builder(): " + WEB_CLIENT,
					"bean 'webClientBuilder' (WebClient.Builder) does not use the pool: it was made by "
							+ "WebClient.builder(): " + CONNECTOR,
					"bean 'connector' (ClientHttpConnector) does not use the pool: it is a connector of the application's own "
							+ "(JdkClientHttpConnector): " + CONNECTOR));
	}

	@Test
	void whenAFactoryIsWrappedThenTheInnermostIsNamed() {
		this.runner.withUserConfiguration(Wrapped.class)
			.run((context) -> assertThat(context.getBean(UnpooledReport.class).get()).containsExactlyInAnyOrder(
					"bean 'bufferingTemplate' (RestTemplate) does not use the pool: it has a request factory of its own "
							+ "(SimpleClientHttpRequestFactory): " + TEMPLATE,
					"bean 'buffering' (RestClient) does not use the pool: it has a request factory of its own "
							+ "(JdkClientHttpRequestFactory): " + REST_CLIENT,
					"bean 'intercepting' (RestClient) does not use the pool: it has a request factory of its own "
							+ "(JdkClientHttpRequestFactory): " + REST_CLIENT,
					"bean 'ofTheApplication' (RestClient) does not use the pool: it has a request factory of its own "
							+ "(JdkClientHttpRequestFactory): " + REST_CLIENT,
					"bean 'templateBuilder' (RestTemplateBuilder) does not use the pool: it has a request factory "
							+ "builder of its own (JdkClientHttpRequestFactoryBuilder): use "
							+ "RestTemplateBuilderConfigurer or HttpPoolClients.restClientBuilder(name)"));
	}

	@Test
	void whenAPooledFactoryIsWrappedByTheApplicationThenItIsNotSuspected() {
		this.runner.withUserConfiguration(WrappedInside.class)
			.run((context) -> assertThat(context.getBean(UnpooledReport.class).get()).isEmpty());
	}

	@Test
	void whenAReactorClientHasAProviderOfItsOwnThenThatIsSaid() {
		this.runner.withUserConfiguration(OnReactor.class)
			.run((context) -> assertThat(context.getBean(UnpooledReport.class).get()).containsExactlyInAnyOrder(
					"bean 'onReactor' (RestClient) does not use the pool: it has a request factory of its own "
							+ "(ReactorClientHttpRequestFactory with connection provider 'orders'): " + REST_CLIENT,
					"bean 'webOnReactor' (WebClient) does not use the pool: it has a connector of its own "
							+ "(ReactorClientHttpConnector with connection provider 'orders'): " + WEB_CLIENT));
	}

	@Test
	void whenClientsAreMadeBySpringBootThenNoneIsFound() {
		this.runner.withUserConfiguration(Inside.class)
			.run((context) -> assertThat(context.getBean(UnpooledReport.class).get()).isEmpty());
	}

	@Test
	void whenSharedAndNamedClientsAreInjectedThenNoneIsFound() {
		this.runner.withPropertyValues("httppool.clients.payment.base-url=http://127.0.0.1:1").run((context) -> {
			assertThat(context.getBeansOfType(RestClient.class)).hasSize(2);
			assertThat(context.getBeansOfType(WebClient.class)).hasSize(2);
			assertThat(context.getBean(UnpooledReport.class).get()).isEmpty();
		});
	}

	@Test
	void whenAClientPutsAnApiVersionIntoTheAddressThenItIsNotSuspected() {
		this.runner.withUserConfiguration(Versioned.class)
			.run((context) -> assertThat(context.getBean(UnpooledReport.class).get()).isEmpty());
	}

	@Test
	void whenACustomizerIsForAnotherLibraryThenItIsNamed() {
		this.runner.withUserConfiguration(ForAnotherLibrary.class)
			.run((context) -> assertThat(context.getBean(UnpooledReport.class).get()).containsExactly(
					"bean 'forJdk' (ClientHttpRequestFactoryBuilderCustomizer) is not applied: it is for another "
							+ "library, and RestClient and RestTemplate run on the pool"));
	}

	@Test
	void whenThatLibraryIsChosenThenItsCustomizerIsNotNamed() {
		this.runner.withUserConfiguration(ForAnotherLibrary.class)
			.withPropertyValues("spring.http.clients.imperative.factory=jdk")
			.run((context) -> assertThat(context.getBean(UnpooledReport.class).get()).containsExactly(
					"spring.http.clients.imperative.factory is jdk: RestClient and RestTemplate do not use the pool"));
	}

	@Test
	void whenSwitchedOffThenThatIsTheOnlyLine() {
		this.runner.withUserConfiguration(Outside.class)
			.withPropertyValues("httppool.enabled=false")
			.run((context) -> assertThat(context.getBean(UnpooledReport.class).get())
				.containsExactly("httppool.enabled is false: all HTTP clients are Spring Boot's own"));
	}

	@Test
	void whenSwitchedOffAndInitializedLazilyThenThatIsTold() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("httppool.enabled=false")
			.run((context) -> assertThat(context.getBean(UnpooledReport.class).get()).hasSize(1));
	}

	@Test
	void whenAClientIsAskedThenItsOwnCodeDoesNotRun() {
		this.runner.withUserConfiguration(Watchful.class).run((context) -> {
			assertThat(context.getBean(UnpooledReport.class).get()).hasSize(2);
			assertThat(context.getBean(AtomicInteger.class)).hasValue(0);
		});
	}

	@Test
	void whenCodeOfAClientFailsThenItIsFoundAllTheSame() {
		this.runner.withUserConfiguration(Failing.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(UnpooledReport.class).get()).hasSize(2);
		});
	}

	@Test
	void whenAPrototypeIsCreatedManyTimesThenItIsFoundOnce() {
		this.runner.withPropertyValues("spring.http.clients.imperative.factory=jdk").run((context) -> {
			context.getBean(RestClient.Builder.class);
			context.getBean(RestClient.Builder.class);
			assertThat(context.getBean(UnpooledReport.class).get()).containsExactly(
					"bean 'restClientBuilder' (RestClient.Builder) does not use the pool: it has a request factory of its "
							+ "own (JdkClientHttpRequestFactory): Spring Boot's builders are not on the pool, but "
							+ "HttpPoolClients.restClientBuilder(name) is",
					"spring.http.clients.imperative.factory is jdk: RestClient and RestTemplate do not use the pool");
		});
	}

	@Test
	void whenATestHasPutAMockInPlaceThenItIsNotSuspected() {
		this.runner.withUserConfiguration(Mocked.class)
			.run((context) -> assertThat(context.getBean(UnpooledReport.class).get()).isEmpty());
	}

	@Configuration(proxyBeanMethods = false)
	static class Mocked {

		@Bean
		RestTemplate restTemplate() {
			RestTemplate template = new RestTemplate();
			MockRestServiceServer.bindTo(template).build();
			return template;
		}

		@Bean
		RestClient restClient() {
			return RestClient.builder().requestFactory(mock(ClientHttpRequestFactory.class)).build();
		}

		@Bean
		WebClient webClient() {
			return WebClient.builder().clientConnector(mock(ClientHttpConnector.class)).build();
		}

		@Bean
		ClientHttpConnector connector() {
			return mock(ClientHttpConnector.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Outside {

		@Bean
		RestTemplate restTemplate() {
			return new RestTemplate();
		}

		@Bean
		RestTemplate intercepted() {
			RestTemplate template = new RestTemplate(new JdkClientHttpRequestFactory());
			template.setInterceptors(List.of((request, body, execution) -> execution.execute(request, body)));
			return template;
		}

		@Bean
		RestClient restClient() {
			return RestClient.create();
		}

		@Bean
		RestClient.Builder restClientBuilder() {
			return RestClient.builder().requestFactory(new SimpleClientHttpRequestFactory());
		}

		@Bean
		WebClient webClient() {
			return WebClient.builder().clientConnector(new JdkClientHttpConnector()).build();
		}

		@Bean
		WebClient defaultWebClient() {
			return WebClient.create();
		}

		@Bean
		WebClient.Builder webClientBuilder() {
			return WebClient.builder();
		}

		@Bean
		ClientHttpConnector connector() {
			return new JdkClientHttpConnector();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Wrapped {

		@Bean
		RestTemplate bufferingTemplate() {
			return new RestTemplate(new BufferingClientHttpRequestFactory(new SimpleClientHttpRequestFactory()));
		}

		@Bean
		RestClient buffering() {
			return RestClient.builder()
				.requestFactory(new BufferingClientHttpRequestFactory(new JdkClientHttpRequestFactory()))
				.build();
		}

		@Bean
		RestClient intercepting() {
			return RestClient
				.create(new RestTemplate(new InterceptingClientHttpRequestFactory(new JdkClientHttpRequestFactory(),
						List.of((request, body, execution) -> {
							throw new IllegalStateException("Not to be called");
						}))));
		}

		@Bean
		RestClient ofTheApplication() {
			return RestClient.builder().requestFactory(new Logging(new JdkClientHttpRequestFactory())).build();
		}

		@Bean
		RestTemplateBuilder templateBuilder() {
			return new RestTemplateBuilder().requestFactoryBuilder(ClientHttpRequestFactoryBuilder.jdk());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WrappedInside {

		@Bean
		RestClient restClient(ClientHttpRequestFactory requestFactory) {
			return RestClient.builder().requestFactory(new Logging(requestFactory)).build();
		}

		@Bean
		RestClient lambda(ClientHttpRequestFactory requestFactory) {
			return RestClient.builder()
				.requestFactory((uri, method) -> requestFactory.createRequest(uri, method))
				.build();
		}

		@Bean
		WebClient webClient(ClientHttpConnector connector) {
			return WebClient.builder().clientConnector(connector::connect).build();
		}

		@Bean
		RestTemplateBuilder templateBuilder(RestTemplateBuilderConfigurer configurer) {
			return configurer.configure(new RestTemplateBuilder());
		}

	}

	/**
	 * Must not be called while it is looked at.
	 */
	private record Logging(ClientHttpRequestFactory delegate) implements ClientHttpRequestFactory {

		@Override
		public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
			throw new IllegalStateException("Not to be called");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OnReactor {

		@Bean(destroyMethod = "dispose")
		ConnectionProvider orders() {
			return ConnectionProvider.create("orders", 1);
		}

		@Bean
		RestClient onReactor(ConnectionProvider orders) {
			return RestClient.builder()
				.requestFactory(new ReactorClientHttpRequestFactory(HttpClient.create(orders)))
				.build();
		}

		@Bean
		WebClient webOnReactor(ConnectionProvider orders) {
			return WebClient.builder()
				.clientConnector(new ReactorClientHttpConnector(HttpClient.create(orders)))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Inside {

		@Bean
		RestTemplate restTemplate(RestTemplateBuilder builder) {
			return builder.interceptors((request, body, execution) -> execution.execute(request, body)).build();
		}

		@Bean
		RestTemplate buffering(ClientHttpRequestFactory requestFactory) {
			return new RestTemplate(new BufferingClientHttpRequestFactory(requestFactory));
		}

		@Bean
		RestClient restClient(RestClient.Builder builder) {
			return builder.bufferContent((uri, method) -> true)
				.requestInterceptor((request, body, execution) -> execution.execute(request, body))
				.build();
		}

		@Bean
		WebClient webClient(WebClient.Builder builder) {
			return builder.filter((request, next) -> next.exchange(request)).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Versioned {

		@Bean
		RestClient inPath(RestClient.Builder builder) {
			return builder.apiVersionInserter(ApiVersionInserter.usePathSegment(0)).defaultApiVersion("1").build();
		}

		@Bean
		RestClient inQuery(RestClient.Builder builder) {
			return builder.apiVersionInserter(ApiVersionInserter.useQueryParam("v")).defaultApiVersion("1").build();
		}

		@Bean
		WebClient reactive(WebClient.Builder builder) {
			return builder.apiVersionInserter(ApiVersionInserter.usePathSegment(0)).defaultApiVersion("1").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ForAnotherLibrary {

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<JdkClientHttpRequestFactoryBuilder> forJdk() {
			return (builder) -> builder.withHttpClientCustomizer((client) -> {
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Watchful {

		private final AtomicInteger noticed = new AtomicInteger();

		@Bean
		AtomicInteger noticed() {
			return this.noticed;
		}

		@Bean
		RestClient restClient() {
			ClientHttpRequestInterceptor interceptor = (request, body, execution) -> {
				this.noticed.incrementAndGet();
				return new MockClientHttpResponse();
			};
			return RestClient.builder()
				.requestInterceptor(interceptor)
				.requestInitializer((request) -> this.noticed.incrementAndGet())
				.defaultRequest((request) -> this.noticed.incrementAndGet())
				.build();
		}

		@Bean
		WebClient webClient() {
			ExchangeFilterFunction filter = (request, next) -> {
				this.noticed.incrementAndGet();
				return next.exchange(request);
			};
			return WebClient.builder()
				.exchangeFunction((request) -> Mono.fromRunnable(this.noticed::incrementAndGet))
				.filter(filter)
				.defaultRequest((request) -> this.noticed.incrementAndGet())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		RestClient restClient() {
			return RestClient.builder().defaultRequest((request) -> fail()).build();
		}

		@Bean
		WebClient webClient() {
			return WebClient.builder().defaultRequest((request) -> fail()).build();
		}

		private static void fail() {
			throw new IllegalStateException("No tenant");
		}

	}

}
