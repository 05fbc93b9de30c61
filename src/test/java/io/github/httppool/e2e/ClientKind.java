package io.github.httppool.e2e;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.httppool.client.HttpPoolClients;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup.ClientType;
import org.springframework.web.service.registry.ImportHttpServices;

/**
 * The ways in which an application comes by a client, and the pool that the client runs
 * on. The application has the configuration {@link Application} and
 * {@link #properties(TestServer)}, with which it has the pools {@code payment} and
 * {@code stock}.
 */
enum ClientKind {

	BUILT_REST_CLIENT("default",
			(application) -> absolute(application.bean(RestClient.Builder.class).build(), application)),

	BUILT_WEB_CLIENT("default",
			(application) -> absolute(application.bean(WebClient.Builder.class).build(), application)),

	BUILT_REST_TEMPLATE("default",
			(application) -> absolute(application.bean(RestTemplateBuilder.class).build(), application)),

	SHARED_REST_CLIENT("default", (application) -> absolute(application.restClient(), application)),

	SHARED_WEB_CLIENT("default", (application) -> absolute(application.webClient(), application)),

	NAMED_REST_CLIENT("payment",
			(application) -> relative(application.context().getBean("paymentRestClient", RestClient.class))),

	NAMED_WEB_CLIENT("payment",
			(application) -> relative(application.context().getBean("paymentWebClient", WebClient.class))),

	REST_CLIENT_BY_NAME("stock",
			(application) -> relative(application.bean(HttpPoolClients.class).restClient("stock"))),

	WEB_CLIENT_BY_NAME("stock", (application) -> relative(application.bean(HttpPoolClients.class).webClient("stock"))),

	REST_CLIENT_BUILT_BY_NAME("stock",
			(application) -> relative(application.bean(HttpPoolClients.class).restClientBuilder("stock").build())),

	WEB_CLIENT_BUILT_BY_NAME("stock",
			(application) -> relative(application.bean(HttpPoolClients.class).webClientBuilder("stock").build())),

	REST_GROUP_NAMED_LIKE_A_POOL("payment", (application) -> application.bean(Payment.class)),

	WEB_GROUP_NAMED_LIKE_A_POOL("stock", (application) -> application.bean(Stock.class)),

	REST_GROUP_OF_ANOTHER_NAME("default", (application) -> application.bean(Weather.class)),

	WEB_GROUP_OF_ANOTHER_NAME("default", (application) -> application.bean(News.class));

	private static final String UPSTREAM = "upstream";

	private final String pool;

	private final Function<TestApplication, Upstream> client;

	ClientKind(String pool, Function<TestApplication, Upstream> client) {
		this.pool = pool;
		this.client = client;
	}

	/**
	 * The pool that it has to use.
	 */
	String pool() {
		return this.pool;
	}

	/**
	 * The pools that all of them have to use.
	 */
	static Map<ClientKind, String> pools() {
		return Arrays.stream(values()).collect(Collectors.toMap(Function.identity(), ClientKind::pool));
	}

	/**
	 * A client of this kind.
	 */
	Upstream in(TestApplication application) {
		return this.client.apply(application);
	}

	/**
	 * What the application needs to call the server with every kind of client.
	 */
	static String[] properties(TestServer server, String... more) {
		Stream<String> own = Stream
			.of(UPSTREAM, "httppool.clients.payment.base-url", "httppool.clients.stock.base-url",
					"spring.http.serviceclient.payment.base-url", "spring.http.serviceclient.stock.base-url",
					"spring.http.serviceclient.weather.base-url", "spring.http.serviceclient.news.base-url")
			.map((property) -> property + "=" + server.url(""));
		return Stream.concat(own, Stream.of(more)).toArray(String[]::new);
	}

	private static Upstream relative(RestClient client) {
		return at("", client);
	}

	private static Upstream relative(WebClient client) {
		return at("", client);
	}

	private static Upstream absolute(RestClient client, TestApplication application) {
		return at(upstream(application), client);
	}

	private static Upstream absolute(WebClient client, TestApplication application) {
		return at(upstream(application), client);
	}

	private static Upstream absolute(RestTemplate client, TestApplication application) {
		String upstream = upstream(application);
		return (millis) -> client.getForObject(upstream + "/sleep/" + millis, String.class);
	}

	private static Upstream at(String base, RestClient client) {
		return (millis) -> CallsUnderWay.get(client, base + "/sleep/" + millis);
	}

	private static Upstream at(String base, WebClient client) {
		return (millis) -> CallsUnderWay.get(client, base + "/sleep/" + millis).block();
	}

	private static String upstream(TestApplication application) {
		return application.context().getEnvironment().getRequiredProperty(UPSTREAM);
	}

	/**
	 * Calls a {@link TestServer}.
	 */
	interface Upstream {

		@GetExchange("/sleep/{millis}")
		String sleep(@PathVariable int millis);

	}

	interface Payment extends Upstream {

	}

	interface Stock extends Upstream {

	}

	interface Weather extends Upstream {

	}

	interface News extends Upstream {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportHttpServices(group = "payment", types = Payment.class, clientType = ClientType.REST_CLIENT)
	@ImportHttpServices(group = "stock", types = Stock.class, clientType = ClientType.WEB_CLIENT)
	@ImportHttpServices(group = "weather", types = Weather.class, clientType = ClientType.REST_CLIENT)
	@ImportHttpServices(group = "news", types = News.class, clientType = ClientType.WEB_CLIENT)
	static class Application {

	}

}
