package io.github.httppool.e2e;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.httppool.client.HttpPoolClients;
import io.github.httppool.e2e.ClientKind.Upstream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Clients with a pool of their own, and how an application comes by them.
 */
class NamedClientTests {

	@RegisterExtension
	final RecordingServer recorder = new RecordingServer();

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@Test
	void whenInjectedByQualifierThenTheyAreTheNamedBeans() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = start(server, InjectsByQualifier.class);
		Injected injected = application.bean(Injected.class);
		assertThat(injected.restClient()).isSameAs(application.context().getBean("paymentRestClient"));
		assertThat(injected.webClient()).isSameAs(application.context().getBean("paymentWebClient"));
	}

	@Test
	void whenInjectedWithoutQualifierThenTheyAreTheSharedClients() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = start(server, InjectsByType.class);
		Injected injected = application.bean(Injected.class);
		assertThat(injected.restClient()).isSameAs(application.restClient());
		assertThat(injected.webClient()).isSameAs(application.webClient());
	}

	@ParameterizedTest
	@ValueSource(strings = { "paymentRestClient", "paymentWebClient" })
	void whenNobodyNeedsOneThenItIsNotMade(String bean) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = start(server, ClientKind.Application.class);
		assertThat(application.context().getBeanFactory().containsSingleton(bean)).isFalse();
		assertThat(application.context().getBean(bean)).isNotNull();
	}

	@Test
	void whenAskedByNameThenItIsTheSameClientEachTime() {
		NettyServer server = this.endToEnd.nettyServer();
		HttpPoolClients clients = start(server, ClientKind.Application.class).bean(HttpPoolClients.class);
		assertThat(clients.restClient("payment")).isSameAs(clients.restClient("payment"));
		assertThat(clients.webClient("payment")).isSameAs(clients.webClient("payment"));
	}

	@Test
	void whenAskedByNameThenABuilderIsANewOneEachTime() {
		NettyServer server = this.endToEnd.nettyServer();
		HttpPoolClients clients = start(server, ClientKind.Application.class).bean(HttpPoolClients.class);
		assertThat(clients.restClientBuilder("payment")).isNotSameAs(clients.restClientBuilder("payment"));
		assertThat(clients.webClientBuilder("payment")).isNotSameAs(clients.webClientBuilder("payment"));
	}

	@Test
	void whenAskedForDefaultThenItIsOnTheSharedPool() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = start(server, ClientKind.Application.class);
		HttpPoolClients clients = application.bean(HttpPoolClients.class);
		CallsUnderWay.get(clients.restClient("default"), server.url("/ok"));
		CallsUnderWay.get(clients.webClient("default"), server.url("/ok")).block();
		assertThat(application.pool().snapshot().acquired()).isEqualTo(2);
	}

	@Test
	void whenThereIsNoPoolOfTheNameThenThoseThereAreAreNamed() {
		NettyServer server = this.endToEnd.nettyServer();
		HttpPoolClients clients = start(server, ClientKind.Application.class).bean(HttpPoolClients.class);
		for (Consumer<String> call : List.<Consumer<String>>of(clients::restClient, clients::webClient,
				clients::restClientBuilder, clients::webClientBuilder)) {
			assertThatIllegalArgumentException().isThrownBy(() -> call.accept("paymnt"))
				.withMessageContainingAll("paymnt", "default", "payment", "stock");
		}
	}

	@Test
	void whenAPoolHasALimitOfItsOwnThenItsClientsKeepToItAndOthersInheritTheSharedOne() {
		NettyServer payment = this.endToEnd.nettyServer();
		NettyServer stock = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application("httppool.clients.payment.base-url=" + payment.url(""),
				"httppool.clients.stock.base-url=" + stock.url(""), "httppool.pool.max-connections=6",
				"httppool.pool.max-pending-acquires=100", "httppool.timeouts.acquire=20s",
				"httppool.clients.payment.pool.max-connections=3");
		HttpPoolClients clients = application.bean(HttpPoolClients.class);
		CallsUnderWay.of(60, clients.webClient("payment"), "/sleep/5").assertAnswered();
		CallsUnderWay.of(60, clients.webClient("stock"), "/sleep/5").assertAnswered();
		assertThat(payment.sockets().peak()).isEqualTo(3);
		assertThat(stock.sockets().peak()).isEqualTo(6);
	}

	@Test
	void whenThereAreNamedPoolsThenTheEndpointShowsEach() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application(WebApplicationType.SERVLET,
				ClientKind.Application.class, ClientKind.properties(server));
		assertThat(application.actuator().httppool().required("pools").propertyNames()).containsExactly("default",
				"payment", "stock");
	}

	@Test
	void whenTheApplicationCustomizesItsClientsThenEveryKindOfThemIs() {
		TestApplication application = this.endToEnd.application(WebApplicationType.NONE, CustomizesClients.class,
				ClientKind.properties(this.recorder));
		Map<ClientKind, List<String>> headers = Arrays.stream(ClientKind.values())
			.collect(toMap(identity(), (kind) -> customHeader(kind.in(application))));
		assertThat(headers).allSatisfy((kind, header) -> assertThat(header).as("%s", kind).containsExactly("yes"));
	}

	private List<String> customHeader(Upstream client) {
		client.sleep(0);
		return this.recorder.lastCall().headers().getOrEmpty("x-customized");
	}

	private TestApplication start(NettyServer server, Class<?> configuration) {
		return this.endToEnd.application(WebApplicationType.NONE, configuration, ClientKind.properties(server));
	}

	record Injected(RestClient restClient, WebClient webClient) {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class InjectsByQualifier {

		@Bean
		Injected injected(@Qualifier("payment") RestClient restClient, @Qualifier("payment") WebClient webClient) {
			return new Injected(restClient, webClient);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class InjectsByType {

		@Bean
		Injected injected(RestClient restClient, WebClient webClient) {
			return new Injected(restClient, webClient);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ClientKind.Application.class)
	static class CustomizesClients {

		@Bean
		RestClientCustomizer restClientCustomizer() {
			return (builder) -> builder.defaultHeader("x-customized", "yes");
		}

		@Bean
		WebClientCustomizer webClientCustomizer() {
			return (builder) -> builder.defaultHeader("x-customized", "yes");
		}

		@Bean
		RestTemplateCustomizer restTemplateCustomizer() {
			return (template) -> template.getClientHttpRequestInitializers()
				.add((request) -> request.getHeaders().set("x-customized", "yes"));
		}

	}

}
