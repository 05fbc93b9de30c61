package io.github.httppool.pool;

import java.time.Duration;
import java.util.Map;

import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Connection of a {@link FakeNetwork}.
 */
final class FakeConnection implements PoolableConnection {

	static final int LOCAL_PORT = 54321;

	static final Map<CallPhase, Duration> OPENED_IN = Map.of(CallPhase.TCP, Duration.ofMillis(7));

	private final FakeNetwork network;

	private final TestPool pool;

	private final PoolEntry entry;

	private @Nullable CloseReason closing;

	private boolean dead;

	private @Nullable Lease endless;

	private LeaseHolder holder = LeaseHolder.ANYBODY;

	private long unreadSince;

	private String request = "GET /orders";

	private @Nullable String callSite = "com.acme.OrderClient.find(OrderClient.java:42)";

	FakeConnection(FakeNetwork network, TestPool pool, PoolEntry entry) {
		this.network = network;
		this.pool = pool;
		this.entry = entry;
	}

	static FakeConnection of(PoolEntry entry) {
		return (FakeConnection) entry.connection();
	}

	/**
	 * The server has gone, which will be noticed when the connection is handed out.
	 */
	void die() {
		this.dead = true;
	}

	boolean isDead() {
		return this.dead;
	}

	/**
	 * The request has been sent, and the server answers or does not.
	 */
	void awaitServer() {
		this.holder = LeaseHolder.SERVER;
	}

	/**
	 * The application has the response and does not read it.
	 */
	void leaveUnread(String requested, @Nullable String from) {
		this.holder = LeaseHolder.APPLICATION;
		this.unreadSince = this.pool.now();
		this.request = requested;
		this.callSite = from;
	}

	/**
	 * The application drops the response.
	 */
	void drop() {
		this.holder = LeaseHolder.NOBODY;
	}

	/**
	 * The socket ends without the pool having asked for it.
	 */
	void end(CloseReason reason) {
		this.network.forget(this.entry);
		this.pool.engine().closed(this.entry, reason, this.pool.now());
	}

	void finishClosing() {
		end(CloseReason.ERROR);
	}

	@Override
	public void close(CloseReason reason) {
		this.network.expect(this.closing == null, "%s is closed twice", this.entry);
		this.closing = reason;
		this.network.closing(this);
	}

	/**
	 * The call that has the connection has no end.
	 */
	void isEndless(Lease lease) {
		this.endless = lease;
	}

	@Override
	public void drain() {
		if (this.endless != null) {
			this.pool.engine().drains().endless(this.endless, this.pool.now());
		}
	}

	@Nullable CloseReason closeReason() {
		return this.closing;
	}

	@Override
	public Map<CallPhase, Duration> openedIn() {
		return OPENED_IN;
	}

	@Override
	public Integer localPort() {
		return LOCAL_PORT;
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
	public String request() {
		return this.request;
	}

	@Override
	public @Nullable String callSite() {
		return this.callSite;
	}

	@Override
	public LeaseUse leaseUse() {
		return new LeaseUse(this.holder, this.unreadSince, this.request);
	}

}
