package io.github.httppool.standalone;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.httppool.AddressSnapshot;
import io.github.httppool.AddressUse;
import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPools;
import io.github.httppool.NameResolver;
import io.github.httppool.StandaloneHttpPools;
import io.github.httppool.netty.AddressServers;
import io.github.httppool.netty.NameBook;
import io.github.httppool.netty.ReactorHttpPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.netty.http.client.HttpClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Names with several addresses, as a resolver of the application finds them.
 */
@Timeout(120)
// Elsewhere, 127.0.0.1 is the only address of the loopback interface.
@EnabledOnOs(OS.LINUX)
class AddressesOfANameTests {

	private static final String[] ALL = { "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5" };

	private static final String DEAD = "127.0.0.5";

	/** Five to each address that is alive, give or take one. */
	private static final int CONNECTIONS = 15;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@RegisterExtension
	final AddressServers servers = new AddressServers(ALL);

	private final NameBook names = new NameBook(ALL);

	private StandaloneHttpPools pools = pools(AddressUse.ALL);

	private static StandaloneHttpPools pools(AddressUse use) {
		return HttpPools.builder()
			.pool("default",
					HttpPoolSettings.builder()
						.maxConnections(CONNECTIONS)
						.evictionInterval(Duration.ofMillis(200))
						.names(new HttpPoolSettings.Names(use, NameResolver.NETTY, Duration.ofSeconds(60),
								Duration.ZERO, Duration.ofSeconds(1), null, null))
						.build())
			.build();
	}

	@AfterEach
	void closeAndProveThatNothingIsLeft() {
		await().atMost(PATIENCE).until(() -> this.pools.totals().active() == 0);
		this.pools.close();
		assertThat(this.pools.totals().connections()).isZero();
		assertThat(pool().snapshot().created()).isEqualTo(pool().snapshot().closedTotal());
	}

	@ParameterizedTest
	@EnumSource
	void whenOneOfFourIsDeadThenConnectionsAreSpreadOverTheOthersAndItIsUsedOnceItIsBack(ClientsOfBothKinds kind) {
		this.servers.stop(DEAD);
		// On a busy machine, an address may be overtaken: then it has fewer for a moment.
		await().atMost(PATIENCE).untilAsserted(() -> {
			pool().evictIdle();
			assertThat(callTogether(kind)).doesNotContain(DEAD);
			assertThat(rows().subList(0, 3)).extracting((row) -> row.active() + row.idle())
				.allSatisfy((connections) -> assertThat(connections).isBetween(4, 6));
			assertThat(rows().get(3).active() + rows().get(3).idle()).isZero();
			assertThat(rows().get(3).deadSince()).isNotNull();
		});
		this.servers.start(DEAD);
		// The host is full, and no call needs another connection.
		await().atMost(PATIENCE).until(() -> {
			call(kind, "/").join();
			return rows().get(3).idle() > 0;
		});
		await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(callTogether(kind)).contains(DEAD);
			assertThat(rows()).extracting(AddressSnapshot::deadSince).containsOnlyNulls();
		});
		assertThat(this.servers.requests(DEAD)).isPositive();
		assertThat(pool().snapshot().timeouts() + pool().snapshot().rejected()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void whenAnAddressVanishesFromTheNameThenNoNewRequestGoesThere(ClientsOfBothKinds kind) {
		this.names.set("127.0.0.2");
		assertThat(call(kind, "/").join()).isEqualTo("127.0.0.2");
		this.names.set("127.0.0.3");
		await().atMost(PATIENCE).until(() -> this.servers.open("127.0.0.2") == 0);
		assertThat(pool().snapshot().closed().get(CloseReason.EVICTED)).isOne();
		assertThat(call(kind, "/").join()).isEqualTo("127.0.0.3");
		// A failed lookup teaches nothing.
		int lookups = this.names.lookups();
		this.names.set();
		await().atMost(PATIENCE).until(() -> this.names.lookups() > lookups + 10);
		assertThat(call(kind, "/").join()).isEqualTo("127.0.0.3");
	}

	@ParameterizedTest
	@EnumSource
	void whenTheFirstIsToBeUsedThenTheOthersAreForWhenItIsDead(ClientsOfBothKinds kind) {
		this.pools.close();
		this.pools = pools(AddressUse.FIRST);
		await().atMost(PATIENCE).untilAsserted(() -> {
			pool().evictIdle();
			assertThat(callTogether(kind)).containsOnly("127.0.0.2");
		});
		this.servers.stop("127.0.0.2");
		await().until(() -> pool().snapshot().idle() == 0);
		assertThat(call(kind, "/").join()).isEqualTo("127.0.0.3");
	}

	/** Makes as many calls as there may be connections, each of which has its own. */
	private List<String> callTogether(ClientsOfBothKinds kind) {
		this.servers.together(CONNECTIONS);
		List<CompletableFuture<String>> calls = Stream.generate(() -> call(kind, "/together"))
			.limit(CONNECTIONS)
			.toList();
		return calls.stream().map(CompletableFuture::join).toList();
	}

	private CompletableFuture<String> call(ClientsOfBothKinds kind, String path) {
		HttpClient client = pool().httpClient().resolver(this.names);
		return kind.get(pool(), client, this.servers.url(path));
	}

	private ReactorHttpPool pool() {
		return (ReactorHttpPool) this.pools.get("default");
	}

	private List<AddressSnapshot> rows() {
		return pool().snapshot().hosts().get(0).addresses();
	}

}
