package io.github.httppool.e2e;

import io.github.httppool.HttpPools;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup.ClientType;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with nothing but the starter: all its clients are on the pool.
 */
class PropertyFreeTests {

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private NettyServer server;

	@BeforeEach
	void startServer() {
		this.server = this.endToEnd.nettyServer();
	}

	@ParameterizedTest
	@EnumSource
	void whenWebClientIsBuiltThenItsCallIsCounted(WebApplicationType type) {
		TestApplication application = this.endToEnd.application(type);
		WebClient client = application.bean(WebClient.Builder.class).build();
		assertThat(CallsUnderWay.get(client, this.server.url("/ok")).block()).isEqualTo("ok");
		assertThatOneCallIsCounted(application);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheSharedWebClientCallsThenItsCallIsCounted(WebApplicationType type) {
		TestApplication application = this.endToEnd.application(type);
		assertThat(CallsUnderWay.get(application.webClient(), this.server.url("/ok")).block()).isEqualTo("ok");
		assertThatOneCallIsCounted(application);
	}

	@ParameterizedTest
	@EnumSource
	void whenRestClientIsBuiltThenItsCallIsCounted(WebApplicationType type) {
		TestApplication application = this.endToEnd.application(type);
		RestClient client = application.bean(RestClient.Builder.class).build();
		assertThat(CallsUnderWay.get(client, this.server.url("/ok"))).isEqualTo("ok");
		assertThatOneCallIsCounted(application);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheSharedRestClientCallsThenItsCallIsCounted(WebApplicationType type) {
		TestApplication application = this.endToEnd.application(type);
		assertThat(CallsUnderWay.get(application.restClient(), this.server.url("/ok"))).isEqualTo("ok");
		assertThatOneCallIsCounted(application);
	}

	@ParameterizedTest
	@EnumSource(names = "REACTIVE", mode = Mode.EXCLUDE)
	void whenRestTemplateIsBuiltThenItsCallIsCounted(WebApplicationType type) {
		TestApplication application = this.endToEnd.application(type);
		String answer = application.bean(RestTemplateBuilder.class)
			.build()
			.getForObject(this.server.url("/ok"), String.class);
		assertThat(answer).isEqualTo("ok");
		assertThatOneCallIsCounted(application);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheHostIsGivenByNameThenTheCallIsCounted(WebApplicationType type) {
		TestApplication application = this.endToEnd.application(type);
		String url = this.server.url("/ok").replace("127.0.0.1", "localhost");
		assertThat(CallsUnderWay.get(application.webClient(), url).block()).isEqualTo("ok");
		assertThatOneCallIsCounted(application);
	}

	@Test
	void whenAnHttpServiceOnRestClientCallsThenItsCallIsCounted() {
		TestApplication application = this.endToEnd.application(WebApplicationType.SERVLET, ServiceOnRestClient.class,
				"spring.http.serviceclient.upstream.base-url=" + this.server.url(""));
		assertThat(application.bean(Upstream.class).ok()).isEqualTo("ok");
		assertThatOneCallIsCounted(application);
	}

	@Test
	void whenAnHttpServiceOnWebClientCallsThenItsCallIsCounted() {
		TestApplication application = this.endToEnd.application(WebApplicationType.SERVLET, ServiceOnWebClient.class,
				"spring.http.serviceclient.upstream.base-url=" + this.server.url(""));
		assertThat(application.bean(Upstream.class).ok()).isEqualTo("ok");
		assertThatOneCallIsCounted(application);
	}

	@ParameterizedTest
	@EnumSource
	void whenDisabledThenWebClientIsSpringBootsOwn(WebApplicationType type) {
		TestApplication application = this.endToEnd.application(type, "httppool.enabled=false");
		WebClient client = application.bean(WebClient.Builder.class).build();
		assertThat(CallsUnderWay.get(client, this.server.url("/close")).block()).isEqualTo("ok");
		assertThat(application.context().getBeanNamesForType(HttpPools.class)).isEmpty();
		assertThat(EndToEnd.threads()).isEmpty();
	}

	@Test
	void whenDisabledThenRestClientIsSpringBootsOwn() {
		TestApplication application = this.endToEnd.webApplication("httppool.enabled=false");
		RestClient client = application.bean(RestClient.Builder.class).build();
		assertThat(CallsUnderWay.get(client, this.server.url("/close"))).isEqualTo("ok");
		assertThat(application.context().getBeanNamesForType(HttpPools.class)).isEmpty();
		assertThat(EndToEnd.threads()).isEmpty();
	}

	@Test
	void whenDisabledThenThereIsNoEndpoint() {
		TestApplication application = this.endToEnd.webApplication("httppool.enabled=false");
		assertThat(application.actuator().get("/actuator/httppool").status()).isEqualTo(404);
	}

	private static void assertThatOneCallIsCounted(TestApplication application) {
		assertThat(application.pool().snapshot().acquired()).isOne();
	}

	interface Upstream {

		@GetExchange("/ok")
		String ok();

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportHttpServices(group = "upstream", types = Upstream.class, clientType = ClientType.REST_CLIENT)
	static class ServiceOnRestClient {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportHttpServices(group = "upstream", types = Upstream.class, clientType = ClientType.WEB_CLIENT)
	static class ServiceOnWebClient {

	}

}
