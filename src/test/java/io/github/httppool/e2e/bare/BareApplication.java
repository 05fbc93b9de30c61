package io.github.httppool.e2e.bare;

import java.util.List;
import java.util.stream.Stream;

import io.github.httppool.HttpPools;
import io.github.httppool.PoolSnapshot;

import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

/**
 * A user's application in a JVM of its own, from whose class path something may be
 * missing: calls with every client it finds, and prints who was answered, what the pools
 * have counted, and what is left when it has closed. Whatever else appears in its output
 * is a complaint.
 * <p>
 * This class and the ones it loads itself use nothing that may be missing.
 */
public final class BareApplication {

	private static final String[] DEFAULTS = { "spring.config.name=none", "spring.main.web-application-type=none",
			"server.port=0", "logging.level.root=warn", "management.endpoints.web.exposure.include=*" };

	private static final List<String> OPTIONAL = List.of("httpPoolClients", "httpPoolEndpoint", "httpPoolMeterBinder");

	private BareApplication() {
	}

	public static void main(String[] arguments) throws InterruptedException {
		String[] properties = Stream.of(arguments).map((property) -> "--" + property).toArray(String[]::new);
		HttpPools pools;
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(NothingButTheStarter.class)
			.bannerMode(Banner.Mode.OFF)
			.properties(DEFAULTS)
			.run(properties)) {
			pools = context.getBean(HttpPools.class);
			call(context, context.getEnvironment().getRequiredProperty("httppool.clients.payment.base-url"));
			OPTIONAL.stream().filter(context::containsBean).forEach((name) -> System.out.println("bean " + name));
		}
		pools.forEach((pool) -> System.out.println("pool " + describe(pool.snapshot())));
		System.out.println("threads left: " + threadsLeft());
	}

	private static void call(ApplicationContext context, String url) {
		BlockingCalls.make(context, url);
		if (isPresent("org.springframework.boot.restclient.RestTemplateBuilder")) {
			TemplateCalls.make(context, url);
		}
		if (isPresent("org.springframework.web.reactive.function.client.WebClient")) {
			ReactiveCalls.make(context, url);
		}
	}

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, BareApplication.class.getClassLoader());
	}

	private static String describe(PoolSnapshot pool) {
		return "%s: %d acquired, %d released, %d created, %d open".formatted(pool.name(), pool.acquired(),
				pool.released(), pool.created(), pool.active() + pool.idle() + pool.connecting());
	}

	private static long threadsLeft() throws InterruptedException {
		List<Thread> threads = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("httppool"))
			.toList();
		for (Thread thread : threads) {
			thread.join(5000);
		}
		return threads.stream().filter(Thread::isAlive).count();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NothingButTheStarter {

	}

}
