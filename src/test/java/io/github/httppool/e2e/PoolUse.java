package io.github.httppool.e2e;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.github.httppool.ConnectionSnapshot;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.e2e.ClientKind.Upstream;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Finds out which pool a client uses: lets it call alone, and asks both the pools and the
 * server. One pool must have counted the call, and that one must have the socket that the
 * server saw.
 */
final class PoolUse {

	/**
	 * Said of a client whose call no pool has counted and whose socket none has.
	 */
	static final String OUTSIDE = "outside";

	/**
	 * Said of a client that the application does not have.
	 */
	static final String NO_SUCH_BEAN = "no such bean";

	private final HttpPools pools;

	private final RecordingServer server;

	private PoolUse(HttpPools pools, RecordingServer server) {
		this.pools = pools;
		this.server = server;
	}

	/**
	 * The pool that each kind of client uses.
	 */
	static Map<ClientKind, String> of(TestApplication application, RecordingServer server) {
		PoolUse use = new PoolUse(application.bean(HttpPools.class), server);
		return Arrays.stream(ClientKind.values()).collect(toMap(identity(), (kind) -> use.by(kind, application)));
	}

	private String by(ClientKind kind, TestApplication application) {
		try {
			return by(kind.in(application));
		}
		catch (NoSuchBeanDefinitionException ex) {
			return NO_SUCH_BEAN;
		}
	}

	private String by(Upstream client) {
		EndToEnd.eventually("idle", () -> assertThat(this.pools.totals().active()).isZero());
		Map<String, Long> before = acquired();
		int callsBefore = this.server.calls().size();
		assertThat(client.sleep(0)).isEqualTo("ok");
		assertThat(this.server.calls()).hasSize(callsBefore + 1);
		Map<String, Long> counted = acquired();
		counted.replaceAll((pool, acquired) -> acquired - before.get(pool));
		counted.values().removeIf((calls) -> calls == 0);
		return describe(counted, connectedFrom(this.server.lastCall().port()));
	}

	private static String describe(Map<String, Long> counted, List<String> connected) {
		if (counted.isEmpty() && connected.isEmpty()) {
			return OUTSIDE;
		}
		boolean agreed = connected.size() == 1 && counted.equals(Map.of(connected.get(0), 1L));
		return agreed ? connected.get(0) : "calls by pool %s, but socket in %s".formatted(counted, connected);
	}

	private Map<String, Long> acquired() {
		Map<String, Long> acquired = new TreeMap<>();
		this.pools.forEach((pool) -> acquired.put(pool.name(), pool.snapshot().acquired()));
		return acquired;
	}

	private List<String> connectedFrom(Integer port) {
		return stream()
			.filter((pool) -> pool.connections().stream().map(ConnectionSnapshot::localPort).anyMatch(port::equals))
			.map(HttpPool::name)
			.toList();
	}

	private Stream<HttpPool> stream() {
		return StreamSupport.stream(this.pools.spliterator(), false);
	}

}
