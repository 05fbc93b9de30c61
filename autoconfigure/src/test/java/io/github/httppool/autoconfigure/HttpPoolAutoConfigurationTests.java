package io.github.httppool.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPools;
import io.github.httppool.autoconfigure.properties.InvalidPropertiesException;
import io.github.httppool.autoconfigure.properties.PropertyChanges;
import io.github.httppool.restclient.HttpPoolClientHttpRequestFactory;
import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What the auto-configuration defines, and when it does not.
 */
class HttpPoolAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(PoolAutoConfigurations.all());

	@Test
	void whenThereIsNoSpringCloudThenNothingListensForChanges() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(PropertyChanges.class));
		this.runner.withClassLoader(new FilteredClassLoader(PropertyChanges.EVENT))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PropertyChanges.class));
	}

	@Test
	void whenNothingIsSetThenThereArePoolsAndSharedClients() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(HttpPools.class).hasBean("httpPools");
			assertThat(context).hasBean("httpPoolRestClient").hasBean("httpPoolWebClient");
			assertThat(context.getBean(HttpPools.class).names()).containsExactly("default");
			assertThat(context.getBean(ClientHttpRequestFactory.class))
				.isInstanceOf(HttpPoolClientHttpRequestFactory.class);
		});
	}

	@Test
	void whenTheApplicationHasClientsOfItsOwnThenTheSharedOnesBackOff() {
		this.runner.withUserConfiguration(OwnClients.class)
			.run((context) -> assertThat(context).hasSingleBean(RestClient.class)
				.hasSingleBean(WebClient.class)
				.doesNotHaveBean("httpPoolRestClient")
				.doesNotHaveBean("httpPoolWebClient"));
	}

	@Test
	void whenAnotherClientLibraryIsChosenThenRestClientIsLeftToIt() {
		this.runner.withPropertyValues("spring.http.clients.imperative.factory=jdk")
			.run((context) -> assertThat(context.getBean(ClientHttpRequestFactory.class))
				.isInstanceOf(JdkClientHttpRequestFactory.class));
	}

	@Test
	void whenTheApplicationDefinesTheFactoryThenItIsLeftAlone() {
		this.runner.withUserConfiguration(OwnFactory.class)
			.run((context) -> assertThat(context).hasSingleBean(ClientHttpRequestFactoryBuilder.class)
				.hasBean("ownFactoryBuilder"));
	}

	@Test
	void whenThereAreTwoSettingsThenSpringBootsAreTaken() {
		this.runner.withUserConfiguration(TwoOfEach.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.getBean("httpPoolRestClient")
				.isInstanceOf(RestClient.class));
	}

	@Test
	void whenTheParentHasPoolsThenTheChildUsesThem() {
		this.runner.run((parent) -> this.runner.withParent(parent)
			.run((child) -> assertThat(child.getBean(HttpPools.class)).isSameAs(parent.getBean(HttpPools.class))));
	}

	@Test
	void whenDisabledThenThereAreNoPools() {
		this.runner.withPropertyValues("httppool.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HttpPools.class).hasSingleBean(RestClient.class));
	}

	@Test
	void whenInitializedLazilyThenABadValueStillStopsTheStart() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("httppool.pool.max-connections=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertiesException.class));
	}

	@Test
	void whenTheContextIsClosedThenThePoolsAre() {
		Set<Thread> before = NoThreadLeft.threads();
		HttpPools[] pools = new HttpPools[1];
		this.runner.run((context) -> pools[0] = context.getBean(HttpPools.class));
		await().untilAsserted(() -> assertThat(NoThreadLeft.threads()).isSubsetOf(before));
		assertThat(pools[0].totals().connections()).isZero();
	}

	@Test
	void whenAPoolIsUnknownThenTheErrorNamesThoseThereAre() {
		this.runner.run((context) -> assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> context.getBean(HttpPools.class).get("payment"))
			.withMessage("There is no pool 'payment', only [default]"));
	}

	@Test
	void whenThereAreListenersThenTheyHearInOrder() {
		this.runner.withUserConfiguration(Listeners.class).run((context) -> {
			assertThatExceptionOfType(Exception.class)
				.isThrownBy(() -> context.getBean("httpPoolRestClient", RestClient.class)
					.get()
					.uri("http://127.0.0.1:1/")
					.retrieve()
					.toBodilessEntity());
			assertThat(context.getBean(Listeners.class).heard).containsExactly("first", "second");
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClients {

		@Bean
		RestClient ownRestClient() {
			return RestClient.create();
		}

		@Bean
		WebClient ownWebClient() {
			return WebClient.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFactory {

		@Bean
		ClientHttpRequestFactoryBuilder<?> ownFactoryBuilder() {
			return ClientHttpRequestFactoryBuilder.jdk();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoOfEach {

		@Bean
		HttpClientSettings httpClientSettings() {
			return HttpClientSettings.defaults();
		}

		@Bean
		HttpClientSettings slow() {
			return HttpClientSettings.defaults().withReadTimeout(Duration.ofMinutes(1));
		}

		@Bean
		RestClient.Builder restClientBuilder(RestClientBuilderConfigurer configurer) {
			return configurer.configure(RestClient.builder());
		}

		@Bean
		RestClient.Builder loadBalanced(RestClientBuilderConfigurer configurer) {
			return configurer.configure(RestClient.builder());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		final List<String> heard = new ArrayList<>();

		@Bean
		@Order(2)
		HttpPoolListener second() {
			return listener("second");
		}

		@Bean
		@Order(1)
		HttpPoolListener first() {
			return listener("first");
		}

		private HttpPoolListener listener(String name) {
			return new HttpPoolListener() {

				@Override
				public void creationFailed(CreationFailed event) {
					Listeners.this.heard.add(name);
				}

			};
		}

	}

}
