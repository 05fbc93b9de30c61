package io.github.httppool.e2e;

import io.github.httppool.e2e.TestApplication.NothingButTheStarter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tests' own {@link ClassPath}: Spring Boot takes the library that it shows, and none
 * that it hides. Without this, tests of which pool is used on which class path would
 * prove nothing.
 */
class HiddenLibrariesTests {

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@ParameterizedTest
	@CsvSource({ "NOTHING_MORE,              ReactorClientHttpRequestFactoryBuilder",
			"HTTP_COMPONENTS,           HttpComponentsClientHttpRequestFactoryBuilder",
			"JETTY,                     JettyClientHttpRequestFactoryBuilder",
			"HTTP_COMPONENTS_AND_JETTY, HttpComponentsClientHttpRequestFactoryBuilder" })
	void whenThePoolIsDisabledThenSpringBootTakesForRestClientWhatItFinds(ClassPath classPath, String builder) {
		TestApplication application = startWithoutPool(classPath);
		assertThat(application.bean(ClientHttpRequestFactoryBuilder.class).getClass().getSimpleName())
			.isEqualTo(builder);
	}

	@ParameterizedTest
	@EnumSource
	void whenThePoolIsDisabledThenSpringBootTakesReactorNettyForWebClientWhateverItFinds(ClassPath classPath) {
		TestApplication application = startWithoutPool(classPath);
		assertThat(application.bean(ClientHttpConnectorBuilder.class).getClass().getSimpleName())
			.isEqualTo("ReactorClientHttpConnectorBuilder");
	}

	@ParameterizedTest
	@CsvSource({ "NOTHING_MORE, false", "HTTP_COMPONENTS, false", "JETTY, true", "HTTP_COMPONENTS_AND_JETTY, true" })
	void whenJettyIsShownThenItIsThereForWebClientToo(ClassPath classPath, boolean present) {
		TestApplication application = startWithoutPool(classPath);
		assertThat(ClassUtils.isPresent("org.eclipse.jetty.reactive.client.ReactiveRequest",
				application.context().getClassLoader()))
			.isEqualTo(present);
	}

	private TestApplication startWithoutPool(ClassPath classPath) {
		return this.endToEnd.add(TestApplication.start(classPath, WebApplicationType.NONE, NothingButTheStarter.class,
				"httppool.enabled=false"));
	}

}
