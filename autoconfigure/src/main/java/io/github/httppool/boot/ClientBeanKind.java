package io.github.httppool.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.util.ClassUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A kind of client or client builder that a bean can be.
 *
 * @param <T> its type
 * @param name the name of the kind
 * @param reactive whether calls are reactive
 * @param type its type
 * @param implementation prefix of the class names that can be inspected: anything else
 * may be a mock
 * @param transport returns the transport of a client, {@code null} if it was given none
 * @param reason what a client with a transport of its own "has" or "is"
 * @param plain how a client without a transport of its own is created
 * @param advice what to use instead to be on the pool, if Spring Boot's builders are on
 * it
 */
record ClientBeanKind<T>(String name, boolean reactive, Class<T> type, String implementation,
		Function<T, @Nullable Transport> transport, String reason, String plain, String advice) {

	private static final ClientBeanKind<HttpClient> HTTP_CLIENT = new ClientBeanKind<>("HttpClient", true,
			HttpClient.class, "reactor.netty.http.client.", Transport::of,
			"is a Reactor Netty client of the application's own", "", "WebClient.Builder as injected");

	static List<ClientBeanKind<?>> known(@Nullable ClassLoader classLoader) {
		List<ClientBeanKind<?>> kinds = new ArrayList<>();
		kinds.add(Blocking.TEMPLATE);
		kinds.add(Blocking.CLIENT);
		kinds.add(Blocking.BUILDER);
		kinds.add(HTTP_CLIENT);
		if (ClassUtils.isPresent("org.springframework.boot.restclient.RestTemplateBuilder", classLoader)) {
			kinds.add(Templates.BUILDER);
		}
		if (ClassUtils.isPresent("org.springframework.web.reactive.function.client.WebClient", classLoader)) {
			kinds.add(Reactive.CLIENT);
			kinds.add(Reactive.BUILDER);
			kinds.add(Reactive.CONNECTOR);
		}
		return List.copyOf(kinds);
	}

	boolean includes(Object bean) {
		return this.type.isInstance(bean) && bean.getClass().getName().startsWith(this.implementation);
	}

	@Nullable Transport transport(Object bean) {
		return this.transport.apply(this.type.cast(bean));
	}

	private static final class Blocking {

		private static final String FACTORY = "has a request factory of its own";

		static final ClientBeanKind<RestTemplate> TEMPLATE = new ClientBeanKind<>("RestTemplate", false,
				RestTemplate.class, "", (template) -> Transport.of(template.getRequestFactory()), FACTORY,
				"new RestTemplate()", "RestTemplateBuilder");

		static final ClientBeanKind<RestClient> CLIENT = new ClientBeanKind<>("RestClient", false, RestClient.class,
				"org.springframework.web.client.DefaultRestClient", (client) -> of(client.mutate()), FACTORY,
				"RestClient.create() or RestClient.builder()", "RestClient.Builder as injected");

		static final ClientBeanKind<RestClient.Builder> BUILDER = new ClientBeanKind<>("RestClient.Builder", false,
				RestClient.Builder.class, "org.springframework.web.client.DefaultRestClientBuilder", Blocking::of,
				FACTORY, "RestClient.builder()", "RestClientBuilderConfigurer");

		private static @Nullable Transport of(RestClient.Builder builder) {
			return Transport.in(builder, builder.getClass(), "requestFactory");
		}

	}

	/**
	 * Loaded only if the types it uses are present.
	 */
	private static final class Templates {

		static final ClientBeanKind<RestTemplateBuilder> BUILDER = new ClientBeanKind<>("RestTemplateBuilder", false,
				RestTemplateBuilder.class, "org.springframework.boot.restclient.RestTemplateBuilder",
				(builder) -> Transport.in(builder, RestTemplateBuilder.class, "requestFactoryBuilder"),
				"has a request factory builder of its own", "new RestTemplateBuilder()",
				"RestTemplateBuilderConfigurer");

	}

	/**
	 * Loaded only if the types it uses are present.
	 */
	private static final class Reactive {

		private static final String HAS_CONNECTOR = "has a connector of its own";

		static final ClientBeanKind<WebClient> CLIENT = new ClientBeanKind<>("WebClient", true, WebClient.class,
				"org.springframework.web.reactive.function.client.DefaultWebClient", (client) -> of(client.mutate()),
				HAS_CONNECTOR, "WebClient.create() or WebClient.builder()", "WebClient.Builder as injected");

		static final ClientBeanKind<WebClient.Builder> BUILDER = new ClientBeanKind<>("WebClient.Builder", true,
				WebClient.Builder.class, "org.springframework.web.reactive.function.client.DefaultWebClientBuilder",
				Reactive::of, HAS_CONNECTOR, "WebClient.builder()", "ClientHttpConnectorBuilder as injected");

		static final ClientBeanKind<ClientHttpConnector> CONNECTOR = new ClientBeanKind<>("ClientHttpConnector", true,
				ClientHttpConnector.class, "org.springframework.http.client.reactive.", Transport::of,
				"is a connector of the application's own", "", "ClientHttpConnectorBuilder as injected");

		/** An exchange function takes the place of a connector. */
		private static @Nullable Transport of(WebClient.Builder builder) {
			return Transport.in(builder, builder.getClass(), "exchangeFunction", "connector");
		}

	}

}
