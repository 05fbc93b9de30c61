package io.github.httppool.netty;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import io.github.httppool.RawServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Lookups by the Java runtime: how often it is asked, and for how long answers are kept.
 */
@Timeout(60)
class JdkLookupsTests {

	private static final Duration TTL = Duration.ofSeconds(60);

	private static final Duration NEGATIVE_TTL = Duration.ofSeconds(1);

	private final AtomicLong now = new AtomicLong(-5);

	private final Queue<String> asked = new ConcurrentLinkedQueue<>();

	private final CountDownLatch answer = new CountDownLatch(1);

	private final JdkLookups lookups = new JdkLookups(this::find, this.now::get, TTL, NEGATIVE_TTL);

	private InetAddress[] find(String name) throws UnknownHostException {
		this.asked.add(name);
		if (name.startsWith("slow")) {
			RawServer.awaitLatch(this.answer);
		}
		if (name.equals("unknown")) {
			throw new UnknownHostException(name);
		}
		if (name.equals("broken")) {
			throw new StackOverflowError("a lookup that fails badly on purpose");
		}
		return new InetAddress[] { InetAddress.getByAddress(name, new byte[] { 10, 0, 0, 1 }),
				InetAddress.getByAddress(name, new byte[] { 10, 0, 0, 2 }) };
	}

	@AfterEach
	void closeAndProveThatNoThreadIsLeft() {
		this.answer.countDown();
		this.lookups.close();
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
			.noneMatch((thread) -> thread.getName().startsWith("http-pool-dns")));
	}

	@Test
	void whenANameIsKnownThenItIsNotLookedUpAgainUntilItsTimeIsUp() {
		assertThat(lookUp("api").join()).hasSize(2);
		this.now.addAndGet(TTL.toNanos() - 1);
		assertThat(lookUp("API").join()).hasSize(2);
		assertThat(this.asked).containsExactly("api");
		this.now.addAndGet(1);
		lookUp("api").join();
		assertThat(this.asked).containsExactly("api", "api");
	}

	@Test
	void whenANameHasNoAddressThenThatIsKeptForAMoment() {
		for (String name : List.of("unknown", "broken")) {
			assertThatThrownBy(lookUp(name)::join)
				.hasRootCauseMessage(name.equals("unknown") ? "unknown" : "a lookup that fails badly on purpose");
			this.now.addAndGet(NEGATIVE_TTL.toNanos() - 1);
			assertThat(lookUp(name)).isCompletedExceptionally();
			this.now.addAndGet(1);
			assertThatThrownBy(lookUp(name)::join).isNotNull();
		}
		assertThat(this.asked).containsExactly("unknown", "unknown", "broken", "broken");
	}

	@Test
	void whenManyAskForANameAtOnceThenItIsLookedUpOnceAndOthersNeedNotWait() {
		CompletableFuture<List<InetAddress>> first = lookUp("slow");
		this.now.addAndGet(TTL.multipliedBy(2).toNanos());
		CompletableFuture<List<InetAddress>> second = lookUp("slow");
		assertThat(lookUp("api").join()).hasSize(2);
		assertThat(first).isNotDone();
		this.answer.countDown();
		assertThat(first.join()).isEqualTo(second.join());
		assertThat(this.asked).containsExactlyInAnyOrder("slow", "api");
	}

	private CompletableFuture<List<InetAddress>> lookUp(String name) {
		return this.lookups.lookUp(name, this.now.get());
	}

}
