package io.github.httppool.netty;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.NetworkTransport;
import io.github.httppool.pool.DescriptorGuard;
import io.netty.channel.kqueue.KQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link PoolsPreload}.
 */
@Timeout(60)
class PoolsPreloadTests {

	@Test
	void whenItHasEndedThenNoneOfItsThreadsIsLeft() {
		Set<Thread> before = threads();
		PoolsPreload.load(NetworkTransport.AUTO);
		Awaitility.await("no thread left")
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
	}

	@Test
	void whenItIsAskedForTwiceThenItIsDoneOnce() {
		PoolsPreload first = PoolsPreload.begin(NetworkTransport.AUTO);
		assertThat(PoolsPreload.begin(NetworkTransport.AUTO)).isSameAs(first);
		assertThat(first.await()).isTrue();
	}

	@Test
	void whenItFailsThenThatIsLeftToThePoolsOfTheApplication() {
		assumeThat(KQueue.isAvailable()).isFalse();
		assertThat(PoolsPreload.begin(NetworkTransport.KQUEUE).await()).isTrue();
		SharedResources shared = new SharedResources(1, NetworkTransport.KQUEUE, DescriptorGuard.NONE,
				(address) -> Optional.empty());
		assertThatIllegalArgumentException().isThrownBy(
				() -> new ReactorHttpPools(Map.of(HttpPool.DEFAULT, HttpPoolSettings.DEFAULT), 1, 1, shared, List.of()))
			.withMessageStartingWith("transport kqueue cannot be used here");
	}

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("httppool") || thread.getName().startsWith("http-pool"))
			.collect(Collectors.toSet());
	}

}
