package io.github.httppool.e2e;

import com.example.orders.BlockingOrders;
import com.example.orders.ReactiveOrders;
import io.github.httppool.LeakSite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.registry.HttpServiceGroup.ClientType;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a leak is named by when no line of the application is on the stack of the call, or
 * none was recorded.
 */
class LeakNameTests {

	private static final int LARGE = 300_000;

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private final BodyServer server = this.endToEnd.bodyServer();

	private TestApplication application;

	private WebClient client;

	private void start(int sampling) {
		this.application = this.endToEnd.application(WebApplicationType.NONE, Orders.class,
				"httppool.pool.eviction-interval=10ms", "httppool.leak-detection.call-site-sampling=" + sampling,
				"spring.http.serviceclient.blocking.base-url=" + this.server.url(""),
				"spring.http.serviceclient.reactive.base-url=" + this.server.url(""));
		this.client = this.application.bean(WebClient.Builder.class).baseUrl(this.server.url("")).build();
	}

	@Test
	void whenACallIsMadeUponTheAnswerToAnotherThenItsTemplateStandsIn() {
		start(1);
		afterAnother(this.client.get().uri("/bytes/{size}", LARGE).retrieve().toEntityFlux(DataBuffer.class)).block();
		proveThatItIsNamed("GET /bytes/{size}");
	}

	@Test
	void whenAnHttpInterfaceIsCalledUponTheAnswerToAnotherThenItsMethodStandsIn() {
		start(1);
		afterAnother(this.application.bean(ReactiveOrders.class).download(LARGE)).block();
		proveThatItIsNamed("com.example.orders.ReactiveOrders.download");
	}

	@Test
	void whenTheStackOfAnHttpInterfacesCallerWasNotRecordedThenItsMethodStandsIn() {
		start(1_000_000);
		this.application.restClient().get().uri(this.server.url("/ok")).retrieve().toBodilessEntity();
		this.application.bean(BlockingOrders.class).download(LARGE);
		proveThatItIsNamed("com.example.orders.BlockingOrders.download");
	}

	private <T> Mono<T> afterAnother(Mono<T> call) {
		return this.client.get().uri("/ok").retrieve().bodyToMono(String.class).flatMap((ok) -> call);
	}

	private void proveThatItIsNamed(String name) {
		EndToEnd.eventually("confirmed", () -> {
			Garbage.collect();
			assertThat(this.application.pool().leaks().sites()).extracting(LeakSite::callSite).containsExactly(name);
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportHttpServices(group = "blocking", types = BlockingOrders.class)
	@ImportHttpServices(group = "reactive", types = ReactiveOrders.class, clientType = ClientType.WEB_CLIENT)
	static class Orders {

	}

}
