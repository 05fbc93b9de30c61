package io.github.httppool.pool;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Leases that several threads look at.
 */
class EvidenceTests {

	private static final Evidence.Usual UNKNOWN = new Evidence.Usual(0, 0, 0);

	private final SlowToAnswer connection = new SlowToAnswer();

	private final Evidence evidence = new Evidence(List.of(new Evidence.Held(this.connection, 0)), UNKNOWN, 1, 1, 1);

	@Test
	@Timeout(60)
	void whenAThreadLooksAtTheLeasesThenAnotherDoesNotWaitForIt() throws Exception {
		CompletableFuture<LeaseFindings> slow = new CompletableFuture<>();
		this.connection.slow = new Thread(() -> slow.completeAsync(this.evidence::leases, Runnable::run), "slow");
		this.connection.slow.start();
		this.connection.asked.await();
		LeaseFindings first;
		try {
			first = CompletableFuture.supplyAsync(this.evidence::leases).get(20, TimeUnit.SECONDS);
		}
		finally {
			this.connection.goOn.countDown();
		}
		assertThat(first.unread()).isOne();
		assertThat(slow.get()).as("what the first has found").isSameAs(first);
	}

	@Test
	void whenTheLeasesWereLookedAtThenWhatWasFoundStays() {
		LeaseFindings found = this.evidence.leases();
		assertThat(found.leases()).isOne();
		assertThat(this.evidence.leases()).isSameAs(found);
	}

	/**
	 * A connection of a dropped response that keeps one thread waiting.
	 */
	private static final class SlowToAnswer implements PoolableConnection {

		final CountDownLatch asked = new CountDownLatch(1);

		final CountDownLatch goOn = new CountDownLatch(1);

		volatile @Nullable Thread slow;

		@Override
		public LeaseUse leaseUse() {
			if (Thread.currentThread() == this.slow) {
				this.asked.countDown();
				await(this.goOn);
			}
			return new LeaseUse(LeaseHolder.NOBODY, 0, null);
		}

		private static void await(CountDownLatch latch) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void close(CloseReason reason) {
		}

		@Override
		public Map<CallPhase, Duration> openedIn() {
			return Map.of();
		}

		@Override
		public @Nullable Integer localPort() {
			return null;
		}

		@Override
		public String protocol() {
			return "HTTP/1.1";
		}

		@Override
		public boolean tls() {
			return false;
		}

		@Override
		public @Nullable String request() {
			return null;
		}

		@Override
		public @Nullable String callSite() {
			return null;
		}

	}

}
