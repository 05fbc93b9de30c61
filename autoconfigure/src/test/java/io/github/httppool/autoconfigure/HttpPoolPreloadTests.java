package io.github.httppool.autoconfigure;

import io.github.httppool.NetworkTransport;
import io.github.httppool.autoconfigure.properties.InvalidPropertiesException;
import io.github.httppool.netty.NetworkTransports;
import io.github.httppool.netty.ReactorHttpPools;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link HttpPoolPreload}.
 */
@Timeout(120)
class HttpPoolPreloadTests {

	@RegisterExtension
	static final NoThreadLeft NO_THREAD_LEFT = new NoThreadLeft();

	private final GenericApplicationContext context = new GenericApplicationContext();

	@BeforeAll
	static void assumeTwoProcessors() {
		assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "httppool.event-loops=1", "httppool.enabled=true", "httppool.transport=nio" })
	void whenThePoolsAreOnThenTheyAreLoadedEarly(String property) {
		initializeWith(property);
		assertThat(this.context.getBeanFactoryPostProcessors()).singleElement()
			.isInstanceOfSatisfying(HttpPoolPreload.Await.class,
					(await) -> assertThat(await.preload().await()).isTrue());
	}

	@ParameterizedTest
	@ValueSource(strings = { "httppool.enabled=false", "httppool.enabled=no", "httppool.transport=pigeon" })
	void whenThereWillBeNoPoolsThenNothingIsLoaded(String property) {
		initializeWith(property);
		assertThatNothingIsLoaded();
	}

	@ParameterizedTest
	@ValueSource(strings = { HttpPoolPreload.SWITCHED_OFF, AbstractAotProcessor.AOT_PROCESSING })
	void whenTheSystemForbidsItThenNothingIsLoaded(String property) {
		TestPropertyValues.of(property + "=true").applyToSystemProperties(() -> {
			new HttpPoolPreload().initialize(this.context);
			return null;
		});
		assertThatNothingIsLoaded();
	}

	@Test
	void whenAnApplicationStartsThenItHasItsPools() {
		try (ConfigurableApplicationContext started = application().run()) {
			assertThat(started.getBean(ReactorHttpPools.class).names()).containsExactly("default");
		}
	}

	@Test
	void whenLoadingFailsThenTheStartTellsWhy() {
		assumeThat(NetworkTransports.reasonAgainst(NetworkTransport.KQUEUE)).isPresent();
		assertThatException().isThrownBy(() -> application().run("--httppool.transport=kqueue"))
			.havingRootCause()
			.isInstanceOf(InvalidPropertiesException.class)
			.withMessageContaining("transport kqueue cannot be used here");
	}

	private void initializeWith(String property) {
		TestPropertyValues.of(property).applyTo(this.context);
		new HttpPoolPreload().initialize(this.context);
	}

	private void assertThatNothingIsLoaded() {
		assertThat(this.context.getBeanFactoryPostProcessors()).isEmpty();
	}

	private static SpringApplication application() {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		return application;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ HttpPoolPropertiesAutoConfiguration.class, HttpPoolAutoConfiguration.class })
	static class Application {

	}

}
