package io.github.httppool.e2e;

import java.time.Duration;
import java.util.stream.Stream;

import com.example.orders.OrderClient;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * An application of a user: the starter, the properties given, and nothing else unless
 * said.
 */
final class TestApplication implements AutoCloseable {

	/**
	 * The sample application's configuration is on the class path, too, and not meant.
	 */
	private static final String OWN_PROPERTIES_ONLY = "spring.config.name=none";

	private final ConfigurableApplicationContext context;

	private TestApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static TestApplication start(WebApplicationType type, Class<?> configuration, String... properties) {
		return start(ClassPath.NOTHING_MORE, type, configuration, properties);
	}

	static TestApplication start(ClassPath classPath, WebApplicationType type, Class<?> configuration,
			String... properties) {
		String[] arguments = Stream
			.concat(Stream.of(OWN_PROPERTIES_ONLY, "server.port=0", "logging.level.root=warn",
					"management.endpoints.web.exposure.include=*"), Stream.of(properties))
			.map((property) -> "--" + property)
			.toArray(String[]::new);
		ConfigurableApplicationContext context = new SpringApplicationBuilder(configuration)
			.resourceLoader(classPath.resourceLoader())
			.web(type)
			.bannerMode(Banner.Mode.OFF)
			.run(arguments);
		// What a reactive web server waits for when it stops, in case of yet another
		// call.
		context.getBeanProvider(ReactorResourceFactory.class)
			.ifAvailable((resources) -> resources.setShutdownQuietPeriod(Duration.ZERO));
		return new TestApplication(context);
	}

	static TestApplication of(ConfigurableApplicationContext context) {
		return new TestApplication(context);
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	RestClient restClient() {
		return this.context.getBean("httpPoolRestClient", RestClient.class);
	}

	WebClient webClient() {
		return this.context.getBean("httpPoolWebClient", WebClient.class);
	}

	OrderClient orderClient() {
		return new OrderClient(restClient(), webClient(), bean(ClientHttpRequestFactory.class));
	}

	HttpPool pool() {
		return bean(HttpPools.class).get(HttpPool.DEFAULT);
	}

	Actuator actuator() {
		return new Actuator(this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NothingButTheStarter {

	}

}
