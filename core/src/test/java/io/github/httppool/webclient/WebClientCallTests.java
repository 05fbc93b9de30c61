package io.github.httppool.webclient;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import io.github.httppool.call.Call;
import io.github.httppool.call.Calls;
import io.github.httppool.call.Retries;
import org.junit.jupiter.api.Test;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.mock.http.client.reactive.MockClientHttpRequest;
import org.springframework.mock.http.client.reactive.MockClientHttpResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls of a {@code WebClient}, followed.
 */
class WebClientCallTests {

	private final List<Call> calls = new ArrayList<>();

	private final List<Call> inContext = new ArrayList<>();

	private final ClientHttpConnector network = (method, uri, callback) -> Mono.deferContextual((context) -> {
		this.inContext.add(context.getOrDefault(Call.class, null));
		ClientHttpRequest request = new MockClientHttpRequest(method, uri);
		return callback.apply(request).thenReturn((ClientHttpResponse) new MockClientHttpResponse(HttpStatus.OK));
	});

	private final WebClient client = client(this::follow);

	@Test
	void whenCallIsMadeThenItsTrackIsInItsContext() {
		this.client.get().uri("http://orders.example/orders").retrieve().toBodilessEntity().block();
		assertThat(this.inContext).hasSize(1).isEqualTo(this.calls);
	}

	@Test
	void whenCallHasATemplateThenItIsNamedByIt() {
		this.client.get()
			.uri("http://orders.example/orders/{id}?key={key}", 17, "secret")
			.retrieve()
			.toBodilessEntity()
			.block();
		assertThat(this.calls).extracting(Call::template).containsExactly("GET /orders/{id}");
	}

	@Test
	void whenCallHasNoTemplateThenItIsNamedByItsPath() {
		this.client.get()
			.uri(URI.create("http://orders.example/orders/17?key=secret"))
			.retrieve()
			.toBodilessEntity()
			.block();
		assertThat(this.calls).extracting(Call::template).containsExactly("GET /orders/17");
	}

	@Test
	void whenAFilterSubscribesAgainThenThatIsACallOfItsOwn() {
		this.client.mutate()
			.filter((request, next) -> next.exchange(request).repeat(1).last())
			.build()
			.get()
			.uri("http://orders.example/orders")
			.retrieve()
			.toBodilessEntity()
			.block();
		assertThat(this.calls).hasSize(2).doesNotHaveDuplicates();
		assertThat(this.inContext).isEqualTo(this.calls);
	}

	@Test
	void whenNobodyLooksForLeaksThenACallHasATrackWithoutCallSite() {
		client(Calls.WITHOUT_CALL_SITES).get()
			.uri("http://orders.example/orders")
			.retrieve()
			.toBodilessEntity()
			.block();
		assertThat(this.inContext).singleElement().returns("GET /orders", Call::template).returns(null, Call::callSite);
	}

	@Test
	void whenCallIsLookedAtThenItShowsWhatItIsMadeOf() {
		Mono<ClientHttpResponse> inner = Mono.empty();
		ClientHttpConnector connector = new HttpPoolClientHttpConnector((method, uri, callback) -> inner,
				Calls.WITHOUT_CALL_SITES, Retries.unconfigured());
		Mono<ClientHttpResponse> call = connector.connect(HttpMethod.GET, URI.create("/"), (request) -> Mono.empty());
		assertThat(Scannable.from(call).parents()).anyMatch((parent) -> parent == inner);
	}

	private WebClient client(Calls calls) {
		return WebClient.builder()
			.clientConnector(new HttpPoolClientHttpConnector(this.network, calls, Retries.unconfigured()))
			.build();
	}

	private Call follow(String method, String target) {
		Call call = new Call(method, target, null, 0);
		this.calls.add(call);
		return call;
	}

}
