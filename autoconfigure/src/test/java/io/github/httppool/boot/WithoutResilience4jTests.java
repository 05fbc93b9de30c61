package io.github.httppool.boot;

import java.io.File;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;

import io.github.httppool.RawServer;
import io.github.httppool.autoconfigure.PoolAutoConfigurations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application whose class path does not have Resilience4j: a class of ours that needs
 * it and is loaded all the same would fail. All other classes are loaded a second time
 * for that, which takes its time.
 */
@Timeout(120)
class WithoutResilience4jTests {

	@RegisterExtension
	final RawServer server = new RawServer().answering(RawServer.ok("ok"));

	@Test
	void whenResilience4jIsNotOnTheClassPathThenNamedClientsAndGroupsWork() throws Exception {
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader without = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
			assertThatExceptionOfType(ClassNotFoundException.class)
				.isThrownBy(() -> without.loadClass("io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry"));
			Thread.currentThread().setContextClassLoader(without);
			Method call = without.loadClass(Application.class.getName()).getMethod("call", URI.class);
			assertThat(call.invoke(null, this.server.uri(""))).isEqualTo("ok ok ok");
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	private static URL[] classPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.contains("resilience4j"))
			.map(WithoutResilience4jTests::url)
			.toArray(URL[]::new);
	}

	private static URL url(String entry) {
		try {
			return Path.of(entry).toUri().toURL();
		}
		catch (Exception ex) {
			throw new IllegalArgumentException(entry, ex);
		}
	}

	/** Runs in a class loader of its own. */
	public static final class Application {

		private Application() {
		}

		public static String call(URI server) {
			StringBuilder answers = new StringBuilder();
			new ApplicationContextRunner().withConfiguration(PoolAutoConfigurations.all())
				.withUserConfiguration(Group.class)
				.withPropertyValues("httppool.clients.orders.base-url=" + server)
				.run((context) -> {
					assertThat(context).hasNotFailed().doesNotHaveBean(CallGuardFactory.class);
					answers.append(context.getBean("ordersRestClient", RestClient.class)
						.get()
						.uri("/")
						.retrieve()
						.body(String.class));
					answers.append(' ')
						.append(context.getBean("ordersWebClient", WebClient.class)
							.get()
							.uri("/")
							.retrieve()
							.bodyToMono(String.class)
							.block());
					answers.append(' ').append(context.getBean(Orders.class).get());
				});
			return answers.toString();
		}

	}

	public interface Orders {

		@GetExchange("/")
		String get();

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "orders", types = Orders.class)
	public static class Group {

	}

}
