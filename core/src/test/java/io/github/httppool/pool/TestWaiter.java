package io.github.httppool.pool;

import java.net.SocketAddress;
import java.util.Objects;
import java.util.Optional;

import io.github.httppool.CloseReason;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * ReactorAcquire that remembers how it was answered, and complains when it is answered
 * twice or out of turn.
 */
final class TestWaiter extends PendingAcquire implements AssertProvider<WaiterAssert> {

	private final TestPool pool;

	private @Nullable PoolEntry entry;

	private @Nullable Throwable error;

	private boolean cancelled;

	private boolean leasing;

	private boolean handedOver;

	TestWaiter(TestPool pool, SocketAddress remote, int configurationHash, long now) {
		super(remote, configurationHash, now);
		this.pool = pool;
	}

	@Override
	protected void serve(PoolEntry served) {
		this.pool.network().expect(isWaiting(), "%s is answered twice", this);
		this.pool.network().expect(this.pool.isFirst(this), "%s is served before those who came first", this);
		if (FakeConnection.of(served).isDead()) {
			this.pool.engine().handOutFailed(served, this, CloseReason.SERVER_CLOSED_IDLE, this.pool.now());
			return;
		}
		beginLease(served);
		this.pool.answered(this);
		if (!this.pool.network().handsOverSlowly()) {
			handOver();
		}
	}

	private void beginLease(PoolEntry served) {
		this.entry = served;
		this.leasing = true;
		this.handedOver = false;
	}

	@Override
	protected void fail(Throwable reason) {
		this.pool.network().expect(isWaiting(), "%s is answered twice", this);
		this.error = reason;
		this.pool.answered(this);
	}

	@Override
	protected PendingDial dial(PoolEntry dialed) {
		return this.pool.network().dial(this.pool, dialed);
	}

	/**
	 * Receives the connection that has been leased.
	 * @return whether the lease still stood
	 */
	boolean handOver() {
		if (!this.handedOver) {
			this.handedOver = this.pool.engine().handedOver(entry(), this, this.pool.now());
		}
		return this.handedOver;
	}

	boolean isHandedOver() {
		return this.handedOver;
	}

	/**
	 * Ends the call and begins the next one on the same connection.
	 * @return the next caller, if the connection was kept for it
	 */
	Optional<TestWaiter> renew(SocketAddress remote, int configurationHash) {
		TestWaiter next = new TestWaiter(this.pool, remote, configurationHash, this.pool.now());
		if (!this.pool.engine().renew(entry(), next, this.pool.now())) {
			return Optional.empty();
		}
		endLease();
		next.beginLease(entry());
		this.pool.leaseBegan(next);
		if (!this.pool.network().handsOverSlowly()) {
			next.handOver();
		}
		return Optional.of(next);
	}

	Optional<TestWaiter> renew() {
		return renew(remote(), configurationHash());
	}

	/**
	 * Ends the call; the connection can serve again.
	 */
	void release() {
		handOver();
		endLease();
		this.pool.engine().released(entry(), this.pool.now());
	}

	/**
	 * Speaks another protocol from here on.
	 */
	void upgrade() {
		handOver();
		this.pool.engine().upgraded(entry(), this.pool.now());
	}

	/**
	 * Gives the connection back as it was, the caller having gone meanwhile.
	 */
	void returnUnused() {
		endLease();
		this.pool.engine().returnedUnused(entry(), this, this.pool.now());
	}

	/**
	 * Ends the call and the connection with it.
	 */
	void breakOff(CloseReason reason) {
		handOver();
		endLease();
		connection().end(reason);
	}

	/**
	 * Finds out, later than at once, that the connection it was given is dead.
	 */
	void findDead() {
		findDead(CloseReason.SERVER_CLOSED_IDLE);
	}

	void findDead(CloseReason reason) {
		endLease();
		PoolEntry dead = entry();
		this.entry = null;
		this.pool.waitsAgain(this);
		this.pool.engine().handOutFailed(dead, this, reason, this.pool.now());
	}

	/**
	 * Gives up waiting.
	 */
	boolean cancel() {
		boolean waited = this.pool.engine().cancel(this, this.pool.now());
		if (waited) {
			this.cancelled = true;
			this.pool.answered(this);
		}
		return waited;
	}

	private void endLease() {
		this.pool.network().expect(this.leasing, "%s has no lease", this);
		this.leasing = false;
		this.pool.leaseEnded(this);
	}

	boolean isWaiting() {
		return this.entry == null && this.error == null && !this.cancelled;
	}

	boolean isServed() {
		return this.entry != null;
	}

	@Nullable Throwable error() {
		return this.error;
	}

	PoolEntry entry() {
		return Objects.requireNonNull(this.entry, "not served");
	}

	FakeConnection connection() {
		return FakeConnection.of(entry());
	}

	@Override
	public WaiterAssert assertThat() {
		return new WaiterAssert(this);
	}

	@Override
	public String toString() {
		return "caller " + this.arrival + " of " + remote() + "#" + configurationHash();
	}

}
