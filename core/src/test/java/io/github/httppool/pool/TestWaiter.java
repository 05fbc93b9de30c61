package io.github.httppool.pool;

import java.net.SocketAddress;
import java.util.Objects;
import java.util.Optional;

import io.github.httppool.AbortedCall;
import io.github.httppool.CloseReason;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * ReactorAcquire that remembers how it was answered, and complains when it is answered
 * twice or out of turn.
 */
final class TestWaiter extends PendingAcquire implements AssertProvider<WaiterAssert> {

	private final TestPool pool;

	private final Wish wish;

	private final TestCall call;

	private final boolean askedBefore;

	private @Nullable Lease lease;

	private @Nullable Throwable error;

	private boolean cancelled;

	private boolean leasing;

	private boolean handedOver;

	private int configsGiven;

	TestWaiter(TestPool pool, SocketAddress remote, int configurationHash, long now) {
		this(pool, remote, configurationHash, Wish.ANY, now);
	}

	TestWaiter(TestPool pool, SocketAddress remote, int configurationHash, Wish wish, long now) {
		this(pool, remote, configurationHash, wish, new TestCall(), now);
	}

	TestWaiter(TestPool pool, SocketAddress remote, int configurationHash, Wish wish, TestCall call, long now) {
		super(remote, configurationHash, now);
		this.pool = pool;
		this.wish = wish;
		this.call = call;
		this.askedBefore = call.ask();
	}

	@Override
	protected TestCall call() {
		return this.call;
	}

	@Override
	protected boolean hasAskedBefore() {
		return this.askedBefore;
	}

	@Override
	protected boolean mayAskAgain() {
		return this.call.mayBeRepeated();
	}

	@Override
	protected boolean isOver() {
		return this.call.isOver();
	}

	@Override
	protected AbortedCall describe(long now) {
		if (this.call.isIndescribable()) {
			throw new StackOverflowError("on purpose");
		}
		return super.describe(now);
	}

	@Override
	protected @Nullable String request() {
		return this.call.request();
	}

	/**
	 * The call is going to ask for another connection when this one has ended.
	 */
	void goesOn() {
		this.pool.engine().drains().goesOn(this);
	}

	/**
	 * The call does not ask again.
	 */
	void goesNoFurther() {
		this.call.noRepeatFollows();
		this.pool.engine().drains().goesNoFurther(this, this.pool.now());
	}

	@Override
	protected boolean wantsLastUsed() {
		return this.wish == Wish.LAST_USED;
	}

	@Override
	protected boolean isStreaming() {
		return this.wish == Wish.STREAM;
	}

	@Override
	protected boolean refusesIdle() {
		return this.wish == Wish.NOT_IDLE;
	}

	@Override
	protected void serve(Lease served) {
		this.pool.network().expect(isWaiting(), "%s is answered twice", this);
		this.pool.network().expect(this.pool.isFirst(this), "%s is served before those who came first", this);
		if (FakeConnection.of(served.entry()).isDead()) {
			this.pool.engine().handOutFailed(served, CloseReason.SERVER_CLOSED_IDLE, this.pool.now());
			return;
		}
		beginLease(served);
		this.pool.answered(this);
		if (!this.pool.network().handsOverSlowly()) {
			handOver();
		}
	}

	private void beginLease(Lease served) {
		this.lease = served;
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
	protected DialConfig dialConfig() {
		this.configsGiven++;
		TestPool dialing = this.pool;
		FakeDialConfig config = (dialed) -> dialing.network().dial(dialing, dialed);
		return config;
	}

	/**
	 * Receives the connection that has been leased.
	 * @return whether the lease still stood
	 */
	boolean handOver() {
		if (!this.handedOver) {
			this.handedOver = this.pool.engine().handedOver(lease(), this.pool.now());
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
		TestWaiter next = new TestWaiter(this.pool, remote, configurationHash, this.wish, this.call, this.pool.now());
		Lease renewed = this.pool.engine().renew(lease(), next, this.pool.now());
		if (renewed == null) {
			return Optional.empty();
		}
		endLease();
		next.beginLease(renewed);
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
		this.pool.engine().released(lease(), this.pool.now());
	}

	/**
	 * Speaks another protocol from here on.
	 */
	void upgrade() {
		handOver();
		this.pool.engine().upgraded(lease(), this.pool.now());
		isEndless();
	}

	/**
	 * Is found to have no end, as an event stream.
	 */
	void streams() {
		handOver();
		this.pool.engine().streams(lease(), this.pool.now());
		isEndless();
	}

	/**
	 * Its connection says that it has no end, and is asked for it.
	 */
	void isEndless() {
		connection().isEndless(lease());
		connection().drain();
	}

	/**
	 * The pool has ended the lease, though the caller has not.
	 */
	boolean hasLostLease() {
		return this.leasing && !lease().isOnItsWay() && !lease().isHeld() && !lease().isRevoked();
	}

	/**
	 * The connection was closed in the middle of the call.
	 */
	boolean isBrokenOff() {
		return connection().closeReason() != null;
	}

	/**
	 * Gives the connection back as it was, the caller having gone meanwhile.
	 */
	void returnUnused() {
		endLease();
		this.pool.engine().returnedUnused(lease(), this.pool.now());
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
		Lease dead = lease();
		this.lease = null;
		this.pool.waitsAgain(this);
		this.pool.engine().handOutFailed(dead, reason, this.pool.now());
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

	/**
	 * How many times it was asked what to dial with.
	 */
	int configsGiven() {
		return this.configsGiven;
	}

	boolean isWaiting() {
		return this.lease == null && this.error == null && !this.cancelled;
	}

	boolean isServed() {
		return this.lease != null;
	}

	@Nullable Throwable error() {
		return this.error;
	}

	Lease lease() {
		return Objects.requireNonNull(this.lease, "not served");
	}

	PoolEntry entry() {
		return lease().entry();
	}

	FakeConnection connection() {
		return FakeConnection.of(entry());
	}

	@Override
	public WaiterAssert assertThat() {
		return new WaiterAssert(this);
	}

	/**
	 * Which connection a caller would have.
	 */
	enum Wish {

		ANY, LAST_USED, NOT_IDLE, STREAM

	}

	@Override
	public String toString() {
		return "caller " + this.arrival + " of " + remote() + "#" + configurationHash();
	}

}
