package io.github.httppool.restclient;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionPoolMetrics;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An HTTP client with a pool of Reactor Netty's for one test, and the factory under test
 * on top of it. After the test it proves that no connection is still in use and that
 * every buffer has been released.
 */
final class PooledClient implements AfterEachCallback {

	private static final int MAX_CONNECTIONS = 10;

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final Queue<ConnectionPoolMetrics> pools = new ConcurrentLinkedQueue<>();

	private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

	private final ConnectionProvider provider;

	private final HttpClient httpClient;

	PooledClient() {
		this(UnaryOperator.identity());
	}

	PooledClient(UnaryOperator<HttpClient> customizer) {
		this(MAX_CONNECTIONS, customizer);
	}

	PooledClient(int maxConnections, UnaryOperator<HttpClient> customizer) {
		this.provider = ConnectionProvider.builder("t")
			.maxConnections(maxConnections)
			.pendingAcquireMaxCount(-1)
			.metrics(true, () -> new Registrar(this.pools))
			.build();
		this.httpClient = customizer
			.apply(HttpClient.create(this.provider).option(ChannelOption.ALLOCATOR, this.allocator));
	}

	HttpPoolClientHttpRequestFactory factory() {
		return new HttpPoolClientHttpRequestFactory(this.httpClient);
	}

	HttpClient httpClient() {
		return this.httpClient;
	}

	ClientHttpResponse get(URI uri) throws IOException {
		return factory().createRequest(uri, HttpMethod.GET).execute();
	}

	int active() {
		return this.pools.stream().mapToInt(ConnectionPoolMetrics::acquiredSize).sum();
	}

	int idle() {
		return this.pools.stream().mapToInt(ConnectionPoolMetrics::idleSize).sum();
	}

	int waiting() {
		return this.pools.stream().mapToInt(ConnectionPoolMetrics::pendingAcquireSize).sum();
	}

	@Override
	public void afterEach(ExtensionContext context) {
		try {
			await("no connection in use").atMost(PATIENCE).until(this::active, (active) -> active == 0);
		}
		finally {
			this.provider.disposeLater().block(PATIENCE);
		}
		await("every buffer released").atMost(PATIENCE).untilAsserted(() -> {
			assertThat(this.allocator.metric().usedDirectMemory()).isZero();
			assertThat(this.allocator.metric().usedHeapMemory()).isZero();
		});
	}

	private record Registrar(Queue<ConnectionPoolMetrics> pools) implements ConnectionProvider.MeterRegistrar {

		@Override
		public void registerMetrics(String poolName, String id, SocketAddress remoteAddress,
				ConnectionPoolMetrics metrics) {
			this.pools.add(metrics);
		}

	}

}
