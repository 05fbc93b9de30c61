package io.github.httppool.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.httppool.e2e.ClientKind.Upstream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whose timeout counts, if several are set: the service group's own, then the pool's, the
 * shared pool's, Spring Boot's for all clients.
 */
class TimeoutPrecedenceTests {

	private static final int CALL_MILLIS = 500;

	private static final Set<ClientKind> GROUPS_ON_A_POOL = EnumSet.of(ClientKind.REST_GROUP_NAMED_LIKE_A_POOL,
			ClientKind.WEB_GROUP_NAMED_LIKE_A_POOL);

	private static final Set<ClientKind> OTHER_GROUPS = EnumSet.of(ClientKind.REST_GROUP_OF_ANOTHER_NAME,
			ClientKind.WEB_GROUP_OF_ANOTHER_NAME);

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@ParameterizedTest(name = "group {0}, pool {1}, root {2}, Spring Boot {3}")
	@CsvSource(delimiter = '|', textBlock = """
			short | long  | long  | long  | answered  | answered  | timed out | timed out
			long  | short | short | short | timed out | timed out | answered  | answered
			      | short | long  | long  | answered  | timed out | timed out | answered
			      | long  | short | long  | timed out | answered  | answered  | timed out
			      | short |       | long  | answered  | timed out | timed out | answered
			      |       | short | long  | timed out | timed out | timed out | timed out
			      |       | long  | short | answered  | answered  | answered  | answered
			      |       |       | short | timed out | timed out | timed out | timed out
			""")
	void whenSeveralResponseTimeoutsAreSetThenTheMostParticularCounts(String group, String pool, String root,
			String spring, String sharedClients, String namedClients, String groupsOnAPool, String otherGroups) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = start(server,
				Stream.of(group("read-timeout", time(group)), pool("response", time(pool)),
						root("response", time(root)), property("spring.http.clients.read-timeout", time(spring))));
		assertThat(eachAtOnce((kind) -> outcome(kind.in(application))))
			.isEqualTo(each(sharedClients, namedClients, groupsOnAPool, otherGroups));
	}

	@ParameterizedTest(name = "group {0}, pool {1}, root {2}, Spring Boot {3}")
	@CsvSource(delimiter = '|', textBlock = """
			51ms | 52ms | 53ms | 54ms | 53 | 52 | 51 | 51
			     | 52ms | 53ms | 54ms | 53 | 52 | 52 | 53
			     |      | 53ms | 54ms | 53 | 53 | 53 | 53
			     | 52ms |      | 54ms | 54 | 52 | 52 | 54
			     |      |      | 54ms | 54 | 54 | 54 | 54
			""")
	void whenSeveralConnectTimeoutsAreSetThenTheMostParticularCounts(String group, String pool, String root,
			String spring, String sharedClients, String namedClients, String groupsOnAPool, String otherGroups) {
		try (UnansweringServer server = new UnansweringServer()) {
			TestApplication application = start(server,
					Stream.of(group("connect-timeout", group), pool("connect", pool), root("connect", root),
							property("spring.http.clients.connect-timeout", spring)));
			assertThat(eachInTurn((kind) -> connectTimeoutMillis(kind.in(application))))
				.isEqualTo(each(sharedClients, namedClients, groupsOnAPool, otherGroups));
		}
	}

	@ParameterizedTest
	@CsvSource({ "short, long, timed out", "long, short, answered" })
	void whenAClientIsBuiltWithAReadTimeoutThenItsOwnCounts(String own, String root, String outcome) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = start(server,
				Stream.of(root("response", time(root)), property("spring.http.clients.read-timeout", time(root))));
		String url = server.url("/sleep/" + CALL_MILLIS);
		HttpClientSettings settings = application.bean(HttpClientSettings.class)
			.withReadTimeout(own.equals("short") ? Duration.ofMillis(150) : Duration.ofSeconds(20));
		RestTemplate restTemplate = application.bean(RestTemplateBuilder.class)
			.readTimeout(settings.readTimeout())
			.build();
		RestClient restClient = application.bean(RestClient.Builder.class)
			.requestFactory(application.bean(ClientHttpRequestFactoryBuilder.class).build(settings))
			.build();
		WebClient webClient = application.bean(WebClient.Builder.class)
			.clientConnector(application.bean(ClientHttpConnectorBuilder.class).build(settings))
			.build();
		assertThat(outcome((millis) -> restTemplate.getForObject(url, String.class))).isEqualTo(outcome);
		assertThat(outcome((millis) -> CallsUnderWay.get(restClient, url))).isEqualTo(outcome);
		assertThat(outcome((millis) -> CallsUnderWay.get(webClient, url).block())).isEqualTo(outcome);
	}

	private TestApplication start(TestServer server, Stream<Stream<String>> properties) {
		return this.endToEnd.application(WebApplicationType.NONE, ClientKind.Application.class,
				ClientKind.properties(server, properties.flatMap(Function.identity()).toArray(String[]::new)));
	}

	private static String time(String length) {
		return (length == null) ? null : length.equals("short") ? "150ms" : "20s";
	}

	private static Stream<String> group(String property, String value) {
		return Stream.of("payment", "stock", "weather", "news")
			.flatMap((group) -> property("spring.http.serviceclient.%s.%s".formatted(group, property), value));
	}

	private static Stream<String> pool(String timeout, String value) {
		return Stream.of("payment", "stock")
			.flatMap((pool) -> property("httppool.clients.%s.timeouts.%s".formatted(pool, timeout), value));
	}

	private static Stream<String> root(String timeout, String value) {
		return property("httppool.timeouts." + timeout, value);
	}

	private static Stream<String> property(String name, String value) {
		return (value != null) ? Stream.of(name + "=" + value) : Stream.empty();
	}

	private static Map<ClientKind, String> each(String sharedClients, String namedClients, String groupsOnAPool,
			String otherGroups) {
		return eachInTurn((kind) -> {
			if (GROUPS_ON_A_POOL.contains(kind)) {
				return groupsOnAPool;
			}
			if (OTHER_GROUPS.contains(kind)) {
				return otherGroups;
			}
			return kind.pool().equals("default") ? sharedClients : namedClients;
		});
	}

	private static Map<ClientKind, String> eachInTurn(Function<ClientKind, String> value) {
		return Arrays.stream(ClientKind.values()).collect(Collectors.toMap(Function.identity(), value));
	}

	private static Map<ClientKind, String> eachAtOnce(Function<ClientKind, String> value) {
		Map<ClientKind, CallsUnderWay> underWay = Arrays.stream(ClientKind.values())
			.collect(Collectors.toMap(Function.identity(),
					(kind) -> CallsUnderWay.onThreads(1, () -> value.apply(kind))));
		return eachInTurn((kind) -> {
			CallsUnderWay call = underWay.get(kind);
			return Stream.concat(call.answers().stream(), call.failures().stream())
				.findFirst()
				.orElseThrow()
				.toString();
		});
	}

	private static String outcome(Upstream client) {
		try {
			client.sleep(CALL_MILLIS);
			return "answered";
		}
		catch (RuntimeException ex) {
			Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
			return cause.getClass().getSimpleName().contains("Timeout") ? "timed out" : cause.toString();
		}
	}

	private static String connectTimeoutMillis(Upstream client) {
		try {
			client.sleep(0);
			return "answered";
		}
		catch (RuntimeException ex) {
			Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
			Matcher millis = Pattern.compile("connection timed out after (\\d+) ms").matcher(cause.toString());
			return millis.find() ? millis.group(1) : cause.toString();
		}
	}

	/**
	 * A server that accepts nobody, and whose queue is full: the system does not answer.
	 */
	private static final class UnansweringServer implements TestServer {

		private final ServerSocket server;

		private final List<Socket> queue = new ArrayList<>();

		UnansweringServer() {
			try {
				this.server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				while (queues()) {
					// until it is full
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private boolean queues() throws IOException {
			Socket socket = new Socket();
			this.queue.add(socket);
			try {
				socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.server.getLocalPort()), 50);
				return true;
			}
			catch (SocketTimeoutException ex) {
				return false;
			}
		}

		@Override
		public String url(String path) {
			return "http://127.0.0.1:" + this.server.getLocalPort() + path;
		}

		@Override
		public SocketCounter sockets() {
			return new SocketCounter();
		}

		@Override
		public void close() {
			try {
				for (Socket socket : this.queue) {
					socket.close();
				}
				this.server.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
