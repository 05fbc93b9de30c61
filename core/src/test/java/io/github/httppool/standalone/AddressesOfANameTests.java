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
class AddressesOfANameTests {

	private static final String[] ALL = { "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5" };

	private static final String DEAD = "127.0.0.5";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@RegisterExtension
	final AddressServers servers = new AddressServers(ALL);

	private final NameBook names = new NameBook(ALL);

	private StandaloneHttpPools pools = pools(AddressUse.ALL);

	private static StandaloneHttpPools pools(AddressUse use) {
		return HttpPools.builder()
			.pool("default",
					HttpPoolSettings.builder()
						.maxConnections(12)
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
		List<CompletableFuture<String>> calls = Stream.generate(() -> call(kind, "/slow")).limit(12).toList();
		assertThat(calls.stream().map(CompletableFuture::join)).doesNotContain(DEAD);
		assertThat(rows()).extracting((row) -> row.active() + row.idle()).containsExactly(4, 4, 4, 0);
		assertThat(rows().get(3).deadSince()).isNotNull();
		this.servers.start(DEAD);
		// The host is full, and no call needs another connection.
		await().atMost(PATIENCE).until(() -> {
			call(kind, "/").join();
			return rows().get(3).idle() > 0;
		});
		List<CompletableFuture<String>> later = Stream.generate(() -> call(kind, "/slow")).limit(12).toList();
		assertThat(later.stream().map(CompletableFuture::join)).contains(DEAD);
		assertThat(rows()).extracting(AddressSnapshot::deadSince).containsOnlyNulls();
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
		List<CompletableFuture<String>> calls = Stream.generate(() -> call(kind, "/slow")).limit(12).toList();
		assertThat(calls.stream().map(CompletableFuture::join)).containsOnly("127.0.0.2");
		this.servers.stop("127.0.0.2");
		await().until(() -> pool().snapshot().idle() == 0);
		assertThat(call(kind, "/").join()).isEqualTo("127.0.0.3");
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
