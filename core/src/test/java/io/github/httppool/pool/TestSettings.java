package io.github.httppool.pool;

import java.time.Duration;

import io.github.httppool.AddressUse;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPoolSettings.Pool;
import io.github.httppool.HttpPoolSettings.Timeouts;
import io.github.httppool.Leasing;
import io.github.httppool.ProxySettings;
import io.github.httppool.NameResolver;
import io.github.httppool.WarmUp;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a pool, of which a test names those that matter to it.
 */
final class TestSettings {

	static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(5);

	static final Duration MAX_IDLE_TIME = Duration.ofSeconds(30);

	static final Duration MAX_LIFE_TIME = Duration.ofMinutes(10);

	private final int maxConnections;

	private int maxIdle;

	private int maxBurst;

	private int maxPending;

	private @Nullable Integer maxStreaming;

	private double jitter;

	private @Nullable Integer maxRequests;

	private Leasing leasing = Leasing.LIFO;

	private Duration acquireTimeout = ACQUIRE_TIMEOUT;

	private HttpPoolSettings.KeepAlive keepAlive = HttpPoolSettings.KeepAlive.DEFAULT;

	private AddressUse addresses = AddressUse.ALL;

	private TestSettings(int maxConnections) {
		this.maxConnections = maxConnections;
		this.maxIdle = maxConnections;
		this.maxPending = 2 * maxConnections;
	}

	static TestSettings maxConnections(int maxConnections) {
		return new TestSettings(maxConnections);
	}

	TestSettings maxIdle(int connections) {
		this.maxIdle = connections;
		return this;
	}

	TestSettings maxPending(int callers) {
		this.maxPending = callers;
		return this;
	}

	TestSettings maxStreaming(int connections) {
		this.maxStreaming = connections;
		return this;
	}

	TestSettings jitter(double share) {
		this.jitter = share;
		return this;
	}

	TestSettings maxRequests(int requests) {
		this.maxRequests = requests;
		return this;
	}

	TestSettings maxBurst(int callers) {
		this.maxBurst = callers;
		return this;
	}

	TestSettings leasing(Leasing order) {
		this.leasing = order;
		return this;
	}

	TestSettings keepAlive(boolean honorServerHint, boolean learn) {
		this.keepAlive = new HttpPoolSettings.KeepAlive(honorServerHint, learn, this.keepAlive.margin(), false);
		return this;
	}

	TestSettings acquireTimeout(Duration timeout) {
		this.acquireTimeout = timeout;
		return this;
	}

	TestSettings addresses(AddressUse use) {
		this.addresses = use;
		return this;
	}

	HttpPoolSettings build() {
		Pool pool = new Pool(this.maxConnections, this.maxIdle, this.maxPending,
				Math.max(this.maxPending, this.maxBurst), MAX_IDLE_TIME, MAX_LIFE_TIME, this.jitter, this.maxRequests,
				Duration.ofSeconds(5), this.leasing, this.keepAlive, 0, WarmUp.BACKGROUND, this.maxStreaming);
		Duration any = Duration.ofSeconds(10);
		return new HttpPoolSettings(pool, new Timeouts(this.acquireTimeout, any, any, any, any),
				HttpPoolSettings.LeakDetection.DEFAULT, HttpPoolSettings.Retry.DEFAULT, HttpPoolSettings.Limits.NONE,
				ProxySettings.NONE,
				new HttpPoolSettings.Names(this.addresses, NameResolver.NETTY, any, Duration.ZERO, any, null, null),
				HttpPoolSettings.AccessLog.DEFAULT);
	}

}
