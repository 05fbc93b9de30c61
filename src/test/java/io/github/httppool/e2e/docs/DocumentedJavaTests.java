package io.github.httppool.e2e.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Java of the documentation compiles.
 */
class DocumentedJavaTests {

	/**
	 * What the documentation assumes an application to have.
	 */
	private static final String VOCABULARY = """
			import java.time.Duration;

			import io.github.httppool.HttpPool;
			import io.github.httppool.HttpPools;
			import io.github.httppool.StandaloneHttpPools;
			import io.github.httppool.client.CallDeadline;
			import io.github.httppool.client.CallOptions;
			import io.github.httppool.client.CallTimeout;
			import io.github.httppool.client.ServiceMethods;
			import io.github.httppool.standalone.PooledTransports;
			import io.github.httppool.test.NoHttpPoolLeaks;
			import org.apache.commons.logging.Log;
			import org.springframework.beans.factory.annotation.Qualifier;
			import org.springframework.boot.test.context.SpringBootTest;
			import org.springframework.context.annotation.Configuration;
			import org.springframework.stereotype.Service;
			import org.springframework.web.client.RestClient;
			import org.springframework.web.client.support.RestClientAdapter;
			import org.springframework.web.reactive.function.client.WebClient;
			import org.springframework.web.service.annotation.GetExchange;
			import org.springframework.web.service.invoker.HttpServiceProxyFactory;
			import org.springframework.web.service.registry.ImportHttpServices;
			import reactor.core.publisher.Mono;

			import static java.time.Duration.ofMillis;
			import static java.time.Duration.ofMinutes;
			import static java.time.Duration.ofSeconds;

			interface Payments {

				@GetExchange("/payments")
				String all();

			}

			interface OrderRepository {

				String find(String id);

			}

			interface CurrentRates {

				String current();

			}

			record Quote(String rate, String order) {
			}

			abstract class Vocabulary {

				RestClient client, restClient;

				WebClient webClient;

				HttpPools pools;

				Log logger;

				String key, payment, id;

				OrderRepository orders;

				CurrentRates rates;

				Mono<String> rate, order;

				Quote combine(String rate, String order) {
					return new Quote(rate, order);
				}

			}

			""";

	private static final Pattern TYPE = Pattern.compile("^(\\w+ )*(class|interface|record|enum) \\w+",
			Pattern.MULTILINE);

	@ParameterizedTest
	@ValueSource(strings = { "README.md", "docs/reference.md" })
	void whenTheJavaIsCompiledThenThereIsNoError(String page, @TempDir Path directory) throws IOException {
		List<String> blocks = Markdown.read(page).blocks("java");
		assertThat(blocks).isNotEmpty();
		StringBuilder source = new StringBuilder(VOCABULARY);
		for (int i = 0; i < blocks.size(); i++) {
			source.append("class Block%d extends Vocabulary {\n\n%s\n}\n\n".formatted(i, members(blocks.get(i))));
		}
		Path file = directory.resolve("Page.java");
		Files.writeString(file, source);
		assertThat(compile(file, directory)).as("errors").isEmpty();
	}

	/**
	 * Makes types of a block static members of a class, and statements the bodies of
	 * methods. A blank line outside of braces ends either.
	 */
	private static String members(String block) {
		StringBuilder members = new StringBuilder();
		StringBuilder part = new StringBuilder();
		int depth = 0;
		for (String line : (block + "\n").split("\n", -1)) {
			depth += count(line, '{') - count(line, '}');
			if (!line.isBlank() || depth > 0) {
				part.append(line).append('\n');
			}
			else if (!part.isEmpty()) {
				members.append(member(part.toString(), members.length()));
				part.setLength(0);
			}
		}
		return members.toString();
	}

	private static String member(String part, int number) {
		return TYPE.matcher(part).find() ? TYPE.matcher(part).replaceFirst("static $0")
				: "void statements%d() throws Exception {\n%s}\n".formatted(number, part);
	}

	private static int count(String line, char character) {
		return (int) line.chars().filter((each) -> each == character).count();
	}

	private static String compile(Path file, Path output) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter errors = new StringWriter();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			Iterable<? extends JavaFileObject> sources = files.getJavaFileObjects(file);
			List<String> options = List.of("-proc:none", "-nowarn", "-classpath", System.getProperty("java.class.path"),
					"-d", output.toString());
			boolean compiled = compiler.getTask(errors, files, null, options, null, sources).call();
			return compiled ? "" : errors.toString();
		}
	}

}
