package io.github.httppool.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import io.github.httppool.ConnectionSnapshot;
import io.github.httppool.ConnectionState;
import io.github.httppool.FleetFigures;
import io.github.httppool.FleetSnapshot;
import io.github.httppool.HostSnapshot;
import io.github.httppool.PoolAdvice;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.SocketCounts;
import io.github.httppool.SocketsSnapshot;
import io.github.httppool.StubHttpPool;
import io.github.httppool.actuate.HttpPoolEndpoint.ConnectionDescriptor;
import io.github.httppool.actuate.HttpPoolEndpoint.PoolDescriptor;
import io.github.httppool.actuate.HttpPoolEndpoint.SocketsDescriptor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the endpoint shows when there is much of it, or it comes from outside.
 */
class HttpPoolEndpointTests {

	private static final PoolDescriptors DESCRIPTORS = new PoolDescriptors((name) -> PoolTarget.NONE,
			FleetFigures.NONE);

	private final FullPool pool = new FullPool();

	@Test
	void whenAPoolHasItsShareOfALimitThenThatIsShown() {
		PoolDescriptors descriptors = new PoolDescriptors((name) -> PoolTarget.NONE,
				(name) -> Optional.of(new FleetSnapshot(4, true, 80)));
		PoolDescriptor pool = descriptors.figuresOf(this.pool);
		assertThat(pool.fleet()).isEqualTo(new FleetDescriptor(4, "discovery", 80));
		assertThat(DESCRIPTORS.figuresOf(this.pool).fleet()).isNull();
	}

	@Test
	void longLivedCallsAreShownWithTheirLimit() {
		assertThat(DESCRIPTORS.figuresOf(this.pool).streaming()).isEqualTo(new StreamingDescriptor(0, 45));
	}

	@Test
	void whenThereAreManyHostsThenTheBusiestAreShownFirstAndTheRestIsCounted() {
		this.pool.hosts = IntStream.range(0, 10_000)
			.mapToObj((i) -> host("host-" + i, i % 50, (i == 7) ? 100 : 0))
			.toList();
		PoolDescriptor shown = DESCRIPTORS.figuresOf(this.pool);
		assertThat(shown.hosts()).hasSize(PoolDescriptors.MAX_HOSTS);
		assertThat(shown.hosts().get(0).host()).isEqualTo("host-7");
		assertThat(shown.hosts()).extracting(HostSnapshot::active).element(1).isEqualTo(49);
		assertThat(shown.hostsOmitted()).isEqualTo(10_000 - PoolDescriptors.MAX_HOSTS);
		assertThat(shown.active()).isEqualTo(1);
	}

	@Test
	void whenAllHostsAreShownThenNothingIsSaidOfOthers() {
		PoolDescriptor shown = DESCRIPTORS.detailsOf(this.pool, Map.of());
		assertThat(shown.hosts()).hasSize(1);
		assertThat(shown.hostsOmitted()).isNull();
		assertThat(shown.connectionsOmitted()).isNull();
	}

	@Test
	void whenThereAreManyConnectionsThenThoseOfTheLongestCallsAreShownOldestFirst() {
		this.pool.connections = IntStream.range(0, 5000)
			.mapToObj((i) -> connection(i, (i % 100 == 0) ? ConnectionState.ACTIVE : ConnectionState.IDLE, i))
			.toList();
		PoolDescriptor shown = DESCRIPTORS.detailsOf(this.pool, Map.of());
		assertThat(shown.connections()).hasSize(PoolDescriptors.MAX_CONNECTIONS);
		assertThat(shown.connections()).extracting(ConnectionDescriptor::id).isSorted();
		assertThat(shown.connections()).filteredOn((connection) -> connection.state().equals("active")).hasSize(50);
		assertThat(shown.connectionsOmitted()).isEqualTo(5000 - PoolDescriptors.MAX_CONNECTIONS);
	}

	@Test
	void whenThereAreManyHostsThenThoseWithMostSocketsAreShown() {
		Map<String, SocketCounts> hosts = new LinkedHashMap<>();
		IntStream.range(0, 1000).forEach((i) -> hosts.put("host-" + i, new SocketCounts(0, 0, i)));
		SocketsDescriptor shown = SocketsDescriptors
			.of(new SocketsSnapshot(new SocketCounts(0, 0, 1), Map.of(), hosts, Map.of()));
		assertThat(shown.hosts()).hasSize(PoolDescriptors.MAX_HOSTS);
		assertThat(shown.hosts().get(0).host()).isEqualTo("host-999");
		assertThat(shown.hostsOmitted()).isEqualTo(900);
	}

	@Test
	void whenHostsAndRequestsHaveControlCharactersThenTheyAreEscaped() {
		this.pool.hosts = List.of(host("a\nb\u202e:80", 1, 0));
		this.pool.connections = List.of(new ConnectionSnapshot(1, "a\nb:80", 1, "pro\u0085to", false,
				ConnectionState.ACTIVE, 0, 0, 0, 1, "GET /a\r\nb", "com.acme.Orders.find\u2028"));
		PoolDescriptor shown = DESCRIPTORS.detailsOf(this.pool, Map.of());
		assertThat(shown.hosts().get(0).host()).isEqualTo("a\\nb\\u202E:80");
		ConnectionDescriptor connection = shown.connections().get(0);
		assertThat(connection.host()).isEqualTo("a\\nb:80");
		assertThat(connection.protocol()).isEqualTo("pro\\u0085to");
		assertThat(connection.request()).isEqualTo("GET /a\\r\\nb");
		assertThat(connection.callSite()).isEqualTo("com.acme.Orders.find\\u2028");
	}

	@Test
	void whenAPathIsLongThenItIsCut() {
		this.pool.connections = List.of(new ConnectionSnapshot(1, "a:80", 1, "HTTP/1.1", false, ConnectionState.ACTIVE,
				0, 0, 0, 1, "GET /" + "x".repeat(10_000), null));
		assertThat(DESCRIPTORS.detailsOf(this.pool, Map.of()).connections().get(0).request()).hasSize(200)
			.startsWith("GET /xxx")
			.endsWith("x...");
	}

	@Test
	void whatTheClientsCallIsShown() {
		PoolTarget target = new PoolTarget("https://pay.example/v1", "pay");
		PoolDescriptor shown = new PoolDescriptors((name) -> target, FleetFigures.NONE).figuresOf(this.pool);
		assertThat(shown.condition().baseUrl()).isEqualTo("https://pay.example/v1");
		assertThat(shown.condition().sslBundle()).isEqualTo("pay");
	}

	@Test
	void whenThereIsNothingToAdviseThenNothingIsSaid() {
		this.pool.advice = PoolAdvice.NONE;
		assertThat(DESCRIPTORS.figuresOf(this.pool).condition().advice()).isNull();
	}

	private static HostSnapshot host(String name, int active, int pending) {
		return new HostSnapshot(name, active, 0, 0, pending, 50, null);
	}

	private static ConnectionSnapshot connection(long id, ConnectionState state, long leasedMillis) {
		return new ConnectionSnapshot(id, "a:80", 1, "HTTP/1.1", false, state, 0, 0,
				(state == ConnectionState.ACTIVE) ? leasedMillis : 0, 1, null, null);
	}

	/**
	 * A pool with the hosts and connections that a test gives it.
	 */
	private static final class FullPool extends StubHttpPool {

		private List<HostSnapshot> hosts = super.snapshot().hosts();

		private List<ConnectionSnapshot> connections = super.connections();

		private PoolAdvice advice = super.advice();

		FullPool() {
			super("full");
		}

		@Override
		public PoolSnapshot snapshot() {
			PoolSnapshot pool = super.snapshot();
			return new PoolSnapshot(pool.name(), pool.active(), pool.idle(), pool.connecting(), pool.pending(),
					pool.maxConnections(), pool.acquired(), pool.reused(), pool.released(), pool.created(),
					pool.timeouts(), pool.rejected(), pool.failed(), pool.closed(), this.hosts, pool.upgraded(),
					pool.state(), pool.streaming());
		}

		@Override
		public PoolAdvice advice() {
			return this.advice;
		}

		@Override
		public List<ConnectionSnapshot> connections() {
			return this.connections;
		}

	}

}
