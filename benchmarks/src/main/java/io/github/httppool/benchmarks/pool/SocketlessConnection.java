package io.github.httppool.benchmarks.pool;

import java.time.Duration;
import java.util.Map;

import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import io.github.httppool.pool.LeaseUse;
import io.github.httppool.pool.PoolableConnection;

/**
 * A connection that exists for the pool only. The pool must never close it.
 */
final class SocketlessConnection implements PoolableConnection {

	@Override
	public void close(CloseReason reason) {
		throw new IllegalStateException("Closed for " + reason);
	}

	@Override
	public Map<CallPhase, Duration> openedIn() {
		return Map.of();
	}

	@Override
	public Integer localPort() {
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
	public String request() {
		return null;
	}

	@Override
	public String callSite() {
		return null;
	}

	@Override
	public LeaseUse leaseUse() {
		return null;
	}

}
