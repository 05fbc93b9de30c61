package io.github.httppool.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SpringBootVersionCheck}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpringBootVersionCheckTests {

	@ParameterizedTest
	@ValueSource(strings = { "2.7.18", "3.5.4", "4.0.0", "4.0.0-RC2", "4.0.0-SNAPSHOT", "4.0.7", "4.0.99", "4.0",
			"4.1.0-M1", "4.1.0-M4", "1.5.22.RELEASE" })
	void whenTheVersionIsTooOldThenTheStartStops(String version) {
		assertThatExceptionOfType(UnsupportedSpringBootException.class)
			.isThrownBy(() -> SpringBootVersionCheck.check(version))
			.withMessage("httppool needs Spring Boot 4.1.0 or a later 4.x, found " + version);
	}

	@ParameterizedTest
	@ValueSource(strings = { "4.1.0", "4.1.0-SNAPSHOT", "4.1.0-RC1", "4.1.1", "4.1.12", "4.1.0.acme-3", "4.2.0",
			"4.2.0-M1", "4.10.0" })
	void whenTheVersionIsSupportedThenNothingIsSaid(String version, CapturedOutput output) {
		assertThatCode(() -> SpringBootVersionCheck.check(version)).doesNotThrowAnyException();
		assertThat(output).doesNotContain("Spring Boot");
	}

	@ParameterizedTest
	@NullAndEmptySource
	@ValueSource(strings = { "unknown", "${spring-boot.version}", "4", "4.x", "99999999999.0.0" })
	void whenTheVersionCannotBeReadThenNothingIsSaid(String version, CapturedOutput output) {
		assertThatCode(() -> SpringBootVersionCheck.check(version)).doesNotThrowAnyException();
		assertThat(output).doesNotContain("Spring Boot");
	}

	@ParameterizedTest
	@ValueSource(strings = { "5.0.0", "5.0.0-M1", "6.1.2" })
	void whenTheVersionIsOfALaterGenerationThenThereIsAWarning(String version, CapturedOutput output) {
		SpringBootVersionCheck.check(version);
		assertThat(output).containsOnlyOnce(
				"httppool has not been tried with Spring Boot " + version + ": it supports 4.1.0 or a later 4.x");
	}

	@Test
	void whenTheApplicationStartsThenItsVersionIsChecked() {
		assertThat(
				SpringFactoriesLoader.loadFactories(ApplicationContextInitializer.class, getClass().getClassLoader()))
			.hasAtLeastOneElementOfType(SpringBootVersionCheck.class);
		assertThatCode(() -> SpringBootVersionCheck.check(SpringBootVersion.getVersion())).doesNotThrowAnyException();
	}

	@Test
	void whenTheStartStopsThenAPersonReadsWhy(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Empty.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.addInitializers((context) -> SpringBootVersionCheck.check("4.0.7"));
		assertThatExceptionOfType(UnsupportedSpringBootException.class).isThrownBy(application::run);
		assertThat(output).containsIgnoringNewLines("""
				Description:

				httppool-spring-boot-starter does not run on this version of Spring Boot:

				    Found: 4.0.7
				    Supported: 4.1.0 or a later 4.x

				Action:

				Upgrade Spring Boot to 4.1.0 or a later 4.x, or remove httppool-spring-boot-starter
				""").doesNotContain("HTTP clients run on");
	}

	@Configuration(proxyBeanMethods = false)
	static class Empty {

	}

}
