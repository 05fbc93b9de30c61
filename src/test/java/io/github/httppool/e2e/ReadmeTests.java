package io.github.httppool.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
	void whenTheYamlIsUsedThenThePoolsAreSetAsItSays() throws IOException {
		List<PropertySource<?>> yaml = yaml();
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("spring.config.name=none")
			.initializers((starting) -> yaml.forEach(starting.getEnvironment().getPropertySources()::addFirst))
			.run()) {
			HttpPools pools = context.getBean(HttpPools.class);
			HttpPoolSettings settings = pools.get("default").settings();
			assertThat(settings.pool().maxConnections()).isEqualTo(200);
			assertThat(settings.timeouts().acquire()).isEqualTo(Duration.ofSeconds(2));
			assertThat(pools.totals().maxTotalConnections()).isEqualTo(1000);
			assertThat(pools.get("payment").settings().pool().maxConnections()).isEqualTo(20);
			assertThat(pools.get("payment").settings().timeouts().response()).isEqualTo(Duration.ofSeconds(2));
			assertThat(pools.get("inventory").settings()).isEqualTo(settings);
		}
	}

	@Test
	void whenTheYamlNamesAPropertyThenItExists() throws IOException {
		String known = metadata();
		assertThat(yaml())
			.flatExtracting((source) -> List.of(((EnumerablePropertySource<?>) source).getPropertyNames()))
			.isNotEmpty()
			.allSatisfy((name) -> assertThat(known).contains("\"" + documented((String) name) + "\""));
	}

	/**
	 * The metadata describe all named clients at once.
	 */
	private static String documented(String name) {
		return name.startsWith("httppool.clients.") ? "httppool.clients" : name;
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
		Path source = directory.resolve("Readme.java");
		Files.writeString(source, """
				import java.time.Duration;

				import io.github.httppool.HttpPool;
				import io.github.httppool.HttpPools;
				import io.github.httppool.StandaloneHttpPools;
				import io.github.httppool.client.CallDeadline;
				import io.github.httppool.client.CallOptions;
				import io.github.httppool.standalone.PooledTransports;
				import io.github.httppool.test.NoHttpPoolLeaks;
				import org.springframework.beans.factory.annotation.Qualifier;
				import org.springframework.boot.test.context.SpringBootTest;
				import org.springframework.context.annotation.Configuration;
				import org.springframework.stereotype.Service;
				import org.springframework.web.client.RestClient;
				import org.springframework.web.reactive.function.client.WebClient;
				import org.springframework.web.service.annotation.GetExchange;
				import org.springframework.web.service.registry.ImportHttpServices;

				interface Payments {

					@GetExchange("/payments")
					String all();

				}

				""" + String.join("\n", blocks("java")));
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		int result = compiler.run(null, null, null, "-classpath", System.getProperty("java.class.path"), "-d",
				directory.toString(), source.toString());
		assertThat(result).isZero();
	}

	private static List<PropertySource<?>> yaml() throws IOException {
		List<PropertySource<?>> sources = new ArrayList<>();
		for (String block : blocks("yaml")) {
			ByteArrayResource resource = new ByteArrayResource(block.getBytes(StandardCharsets.UTF_8));
			sources.addAll(new YamlPropertySourceLoader().load("README " + sources.size(), resource));
		}
		return sources;
	}

	private static List<String> blocks(String language) throws IOException {
		Matcher matcher = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(README));
		List<String> blocks = matcher.results().map((block) -> block.group(1)).toList();
		assertThat(blocks).as("blocks of %s in the README", language).isNotEmpty();
		return blocks;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
