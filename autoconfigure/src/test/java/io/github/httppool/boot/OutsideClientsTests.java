package io.github.httppool.boot;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.autoconfigure.PoolAutoConfigurations;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.http.client.JdkClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.ApiVersionInserter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients outside of the pool are found, those on it are not suspected, and none of them
 * notices.
 */
class OutsideClientsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(PoolAutoConfigurations.all());

	@Test
	void whenClientsAreMadeWithoutSpringBootThenTheyAreFound() {
		this.runner.withUserConfiguration(Outside.class)
			.run((context) -> assertThat(context.getBean(OutsidePool.class).get()).containsExactlyInAnyOrder(
					"bean 'restTemplate' (RestTemplate) does not use the pool",
					"bean 'intercepted' (RestTemplate) does not use the pool",
					"bean 'restClient' (RestClient) does not use the pool",
					"bean 'restClientBuilder' (RestClient.Builder) does not use the pool",
					"bean 'webClient' (WebClient) does not use the pool",
					"bean 'defaultWebClient' (WebClient) does not use the pool",
					"bean 'webClientBuilder' (WebClient.Builder) does not use the pool",
					"bean 'connector' (ClientHttpConnector) does not use the pool"));
	}

	@Test
	void whenClientsAreMadeBySpringBootThenNoneIsFound() {
		this.runner.withUserConfiguration(Inside.class)
			.run((context) -> assertThat(context.getBean(OutsidePool.class).get()).isEmpty());
	}

	@Test
	void whenSharedAndNamedClientsAreInjectedThenNoneIsFound() {
		this.runner.withPropertyValues("httppool.clients.payment.base-url=http://127.0.0.1:1").run((context) -> {
			assertThat(context.getBeansOfType(RestClient.class)).hasSize(2);
			assertThat(context.getBeansOfType(WebClient.class)).hasSize(2);
			assertThat(context.getBean(OutsidePool.class).get()).isEmpty();
		});
	}

	@Test
	void whenAClientPutsAnApiVersionIntoTheAddressThenItIsNotSuspected() {
		this.runner.withUserConfiguration(Versioned.class)
			.run((context) -> assertThat(context.getBean(OutsidePool.class).get()).isEmpty());
	}

	@Test
	void whenACustomizerIsForAnotherLibraryThenItIsNamed() {
		this.runner.withUserConfiguration(ForAnotherLibrary.class)
			.run((context) -> assertThat(context.getBean(OutsidePool.class).get()).containsExactly(
					"bean 'forJdk' (ClientHttpRequestFactoryBuilderCustomizer) is not applied: it is for another "
							+ "library, and RestClient and RestTemplate run on the pool"));
	}

	@Test
	void whenThatLibraryIsChosenThenItsCustomizerIsNotNamed() {
		this.runner.withUserConfiguration(ForAnotherLibrary.class)
			.withPropertyValues("spring.http.clients.imperative.factory=jdk")
			.run((context) -> assertThat(context.getBean(OutsidePool.class).get()).containsExactly(
					"spring.http.clients.imperative.factory is jdk: RestClient and RestTemplate do not use the pool"));
	}

	@Test
	void whenSwitchedOffThenThatIsTheOnlyLine() {
		this.runner.withUserConfiguration(Outside.class)
			.withPropertyValues("httppool.enabled=false")
			.run((context) -> assertThat(context.getBean(OutsidePool.class).get())
				.containsExactly("httppool.enabled is false: all HTTP clients are Spring Boot's own"));
	}

	@Test
	void whenSwitchedOffAndInitializedLazilyThenThatIsTold() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("httppool.enabled=false")
			.run((context) -> assertThat(context.getBean(OutsidePool.class).get()).hasSize(1));
	}

	@Test
	void whenAClientIsAskedThenItsOwnCodeDoesNotRun() {
		this.runner.withUserConfiguration(Watchful.class).run((context) -> {
			assertThat(context.getBean(OutsidePool.class).get()).hasSize(2);
			assertThat(context.getBean(AtomicInteger.class)).hasValue(0);
		});
	}

	@Test
	void whenAClientFailsBeforeItCanBeAskedThenItIsNotSuspected() {
		this.runner.withUserConfiguration(Failing.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(OutsidePool.class).get()).isEmpty();
		});
	}

	@Test
	void whenAPrototypeIsCreatedManyTimesThenItIsFoundOnce() {
		this.runner.withPropertyValues("spring.http.clients.imperative.factory=jdk").run((context) -> {
			context.getBean(RestClient.Builder.class);
			context.getBean(RestClient.Builder.class);
			assertThat(context.getBean(OutsidePool.class).get()).containsExactly(
					"bean 'restClientBuilder' (RestClient.Builder) does not use the pool",
					"spring.http.clients.imperative.factory is jdk: RestClient and RestTemplate do not use the pool");
		});
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
