package io.github.httppool.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the README shows works.
 */
class ReadmeTests {

	private static final Path README = Path.of("../../README.md");

	@Test
	void whenTheYamlIsUsedThenThePoolIsSetAsItSays() throws IOException {
		PropertySource<?> yaml = yaml();
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.initializers((starting) -> starting.getEnvironment().getPropertySources().addFirst(yaml))
			.run()) {
			HttpPools pools = context.getBean(HttpPools.class);
			HttpPoolSettings settings = pools.get("default").settings();
			assertThat(settings.pool().maxConnections()).isEqualTo(50);
			assertThat(settings.timeouts().acquire()).isEqualTo(Duration.ofSeconds(2));
			assertThat(pools.totals().maxTotalConnections()).isEqualTo(500);
		}
	}

	@Test
	void whenTheYamlNamesAPropertyThenItExists() throws IOException {
		String known = metadata();
		assertThat(((EnumerablePropertySource<?>) yaml()).getPropertyNames()).isNotEmpty()
			.allSatisfy((name) -> assertThat(known).contains("\"" + name + "\""));
	}

	private static String metadata() throws IOException {
		StringBuilder all = new StringBuilder();
		var resources = HttpPools.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json");
		while (resources.hasMoreElements()) {
			try (var in = resources.nextElement().openStream()) {
				all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
			}
		}
		return all.toString();
	}

	@Test
	void whenTheJavaIsCompiledThenThereIsNoError(@TempDir Path directory) throws IOException {
		Path source = directory.resolve("Orders.java");
		Files.writeString(source, """
				import org.springframework.stereotype.Service;
				import org.springframework.web.client.RestClient;

				""" + block("java"));
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		int result = compiler.run(null, null, null, "-classpath", System.getProperty("java.class.path"), "-d",
				directory.toString(), source.toString());
		assertThat(result).isZero();
	}

	private static PropertySource<?> yaml() throws IOException {
		ByteArrayResource resource = new ByteArrayResource(block("yaml").getBytes(StandardCharsets.UTF_8));
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("README", resource);
		assertThat(sources).hasSize(1);
		return sources.get(0);
	}

	private static String block(String language) throws IOException {
		Matcher matcher = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(README));
		assertThat(matcher.find()).as("a block of %s in the README", language).isTrue();
		return matcher.group(1);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
