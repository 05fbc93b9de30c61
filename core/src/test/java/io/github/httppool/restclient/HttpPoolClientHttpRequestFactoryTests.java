package io.github.httppool.restclient;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for the factory under Spring's clients, against a real server.
 */
@Timeout(60)
class HttpPoolClientHttpRequestFactoryTests {

	private static DisposableServer server;

	@RegisterExtension
	final PooledClient client = new PooledClient((httpClient) -> httpClient.followRedirect(true));

	@BeforeAll
	static void startServer() {
		server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
			.route((routes) -> routes.get("/hello", (request, response) -> response.sendString(Mono.just("hello")))
				.get("/large/{n}",
						(request, response) -> response.sendString(Flux.range(0, 100).map((i) -> "x".repeat(1000))))
				.post("/echo", (request, response) -> response.send(request.receive().retain()))
				.get("/see", (request, response) -> response.sendRedirect("/hello"))
				.post("/303", (request, response) -> response.status(303).header("Location", "/method").send())
				.post("/307",
						(request, response) -> request.receive()
							.then(response.status(307).header("Location", "/echo").send()))
				.get("/method",
						(request,
								response) -> response.sendString(Mono.just(request.method() + " "
										+ request.requestHeaders().get("Content-Type", "without body"))))
				.get("/missing", (request, response) -> response.sendNotFound()))
			.bindNow();
	}

	@AfterAll
	static void stopServer() {
		server.disposeNow();
	}

	@Test
	void restClient() {
		RestClient restClient = RestClient.builder().requestFactory(this.client.factory()).build();
		assertThat(restClient.get().uri(uri("/hello")).retrieve().body(String.class)).isEqualTo("hello");
		assertThat(restClient.post().uri(uri("/echo")).body("ping").retrieve().body(String.class)).isEqualTo("ping");
		assertThat(restClient.get().uri(uri("/large/1")).retrieve().body(String.class)).hasSize(100_000);
		Integer status = restClient.get()
			.uri(uri("/hello"))
			.exchange((request, response) -> response.getStatusCode().value());
		assertThat(status).isEqualTo(200);
		assertThatExceptionOfType(HttpClientErrorException.NotFound.class)
			.isThrownBy(() -> restClient.get().uri(uri("/missing")).retrieve().toBodilessEntity());
	}

	@Test
	void restTemplate() {
		RestTemplate restTemplate = new RestTemplate(this.client.factory());
		assertThat(restTemplate.getForObject(uri("/hello"), String.class)).isEqualTo("hello");
		assertThat(restTemplate.postForObject(uri("/echo"), "ping", String.class)).isEqualTo("ping");
	}

	@Test
	void interceptors() {
		RestTemplate restTemplate = new RestTemplate(this.client.factory());
		restTemplate.getInterceptors().add((request, body, execution) -> execution.execute(request, body));
		assertThat(restTemplate.getForObject(uri("/hello"), String.class)).isEqualTo("hello");
		String large = "x".repeat(200_000);
		assertThat(restTemplate.postForObject(uri("/echo"), large, String.class)).isEqualTo(large);
	}

	@Test
	void uploadAndDownloadAtTheSameTime() throws IOException {
		byte[] piece = CollectedResponseTests.bytes(100_000);
		ClientHttpRequest request = this.client.factory().createRequest(uri("/echo"), HttpMethod.POST);
		((StreamingHttpOutputMessage) request).setBody((out) -> {
			for (int i = 0; i < 100; i++) {
				out.write(piece);
			}
		});
		try (ClientHttpResponse response = request.execute()) {
			for (int i = 0; i < 100; i++) {
				assertThat(response.getBody().readNBytes(piece.length)).isEqualTo(piece);
			}
			assertThat(response.getBody().read()).isEqualTo(-1);
		}
	}

	@Test
	void redirect() throws IOException {
		assertThat(get("/see")).isEqualTo("hello");
	}

	@Test
	void seeOtherBecomesAGetWithoutBody() throws IOException {
		ClientHttpRequest request = this.client.factory().createRequest(uri("/303"), HttpMethod.POST);
		request.getHeaders().add("Content-Type", "text/plain");
		request.getBody().write(new byte[100]);
		try (ClientHttpResponse response = request.execute()) {
			assertThat(response.getBody().readAllBytes()).asString().isEqualTo("GET without body");
		}
	}

	@Test
	void bodyInMemoryIsSentAgainAfterARedirect() throws IOException {
		ClientHttpRequest request = this.client.factory().createRequest(uri("/307"), HttpMethod.POST);
		request.getBody().write(CollectedResponseTests.bytes("again"));
		try (ClientHttpResponse response = request.execute()) {
			assertThat(response.getBody().readAllBytes()).asString().isEqualTo("again");
		}
	}

	@Test
	void streamedBodyIsNotSentAgainAfterARedirect() {
		ClientHttpRequest request = this.client.factory().createRequest(uri("/307"), HttpMethod.POST);
		((StreamingHttpOutputMessage) request).setBody((out) -> out.write(1));
		assertThatIOException().isThrownBy(request::execute).withMessageContaining("written only once");
	}

	@Test
	void relativeUriGoesToTheBaseUrl() throws IOException {
		PooledClient based = new PooledClient((httpClient) -> httpClient.baseUrl(uri("").toString()));
		try (ClientHttpResponse response = based.get(URI.create("/hello"))) {
			assertThat(response.getBody().readAllBytes()).asString().isEqualTo("hello");
		}
		based.afterEach(null);
	}

	@Test
	void http2() throws Exception {
		PooledClient http2 = new PooledClient((httpClient) -> httpClient.protocol(HttpProtocol.H2C));
		HttpPoolClientHttpRequestFactory factory = http2.factory();
		for (String path : List.of("/hello", "/large/1", "/missing")) {
			try (ClientHttpResponse response = factory.createRequest(uri(path), HttpMethod.GET).execute()) {
				response.getBody().readAllBytes();
			}
		}
		byte[] body = CollectedResponseTests.bytes(1_000_000);
		ClientHttpRequest request = factory.createRequest(uri("/echo"), HttpMethod.POST);
		((StreamingHttpOutputMessage) request).setBody((out) -> out.write(body));
		try (ClientHttpResponse response = request.execute()) {
			assertThat(response.getBody().readAllBytes()).isEqualTo(body);
		}
	}

	@Test
	void manyCallers() throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(32);
		try {
			callAtOnce(callers, 32, 100);
		}
		finally {
			callers.shutdownNow();
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreads() throws Exception {
		ExecutorService callers = (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor")
			.invoke(null);
		try {
			callAtOnce(callers, 200, 20);
		}
		finally {
			callers.shutdownNow();
		}
	}

	private void callAtOnce(ExecutorService callers, int count, int calls) throws Exception {
		HttpPoolClientHttpRequestFactory factory = this.client.factory();
		Callable<Boolean> task = () -> {
			for (int i = 0; i < calls; i++) {
				call(factory, i);
			}
			return true;
		};
		List<Future<Boolean>> all = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			all.add(callers.submit(task));
		}
		for (Future<Boolean> one : all) {
			assertThat(one.get(50, TimeUnit.SECONDS)).isTrue();
		}
	}

	private static void call(HttpPoolClientHttpRequestFactory factory, int i) throws IOException {
		String path = (i % 10 != 0) ? "/hello" : "/large/1";
		try (ClientHttpResponse response = factory.createRequest(uri(path), HttpMethod.GET).execute()) {
			assertThat(response.getBody().readAllBytes()).hasSize((i % 10 != 0) ? 5 : 100_000);
		}
	}

	private String get(String path) throws IOException {
		try (ClientHttpResponse response = this.client.get(uri(path))) {
			return new String(response.getBody().readAllBytes());
		}
	}

	private static URI uri(String path) {
		return URI.create("http://127.0.0.1:" + server.port() + path);
	}

}
