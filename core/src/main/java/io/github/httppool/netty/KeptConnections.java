package io.github.httppool.netty;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.PoolState;
import io.github.httppool.WarmUp;
import io.github.httppool.pool.ReadyConnections;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one server that a pool keeps ready. Thread-safe.
 */
public final class KeptConnections {

	private static final Log logger = LogFactory.getLog(KeptConnections.class);

	private final ReactorHttpPool pool;

	private final URI server;

	private final ReadyConnections ready;

	private final CompletableFuture<Void> stand = new CompletableFuture<>();

	private volatile Collection<ReactorConnector.Config> targets = List.of();

	KeptConnections(ReactorHttpPool pool, URI server) {
		this.pool = pool;
		this.server = server;
		this.ready = pool.engine().ready();
	}

	/**
	 * Begins to keep them.
	 * @param found how to connect, for each of the clients that connect differently
	 */
	CompletionStage<Void> begin(Collection<ReactorConnector.Config> found) {
		this.targets = found;
		if (found.isEmpty()) {
			logger.warn("Pool '%s' keeps no connections to %s ready, as none of its clients is on the pool"
				.formatted(this.pool.name(), this.server));
		}
		HttpPoolSettings.Pool settings = this.pool.settings().pool();
		boolean fromFirstCall = settings.warmUp() == WarmUp.OFF;
		return WarmUps.all(found.stream()
			.map((target) -> this.ready.keep(target.remote(), target.configurationHash(), target,
					settings.minIdleConnections(), fromFirstCall, this.pool.now()))
			.toList());
	}

	void stand(@Nullable Void none, @Nullable Throwable failure) {
		if (failure == null) {
			this.stand.complete(null);
			return;
		}
		if (this.pool.engine().drains().state() != PoolState.CLOSED) {
			logger.warn("Pool '%s' keeps no connections to %s ready".formatted(this.pool.name(), this.server), failure);
		}
		this.stand.completeExceptionally(failure);
	}

	/**
	 * Returns the pool that keeps them.
	 * @return the pool
	 */
	public ReactorHttpPool pool() {
		return this.pool;
	}

	/**
	 * Returns the server.
	 * @return its URL, without a path
	 */
	public URI server() {
		return this.server;
	}

	/**
	 * Returns when they are there for the first time.
	 * @return completes then, on any thread, perhaps an event loop; exceptionally if it
	 * cannot be found out how to connect, or the pool is closed before
	 */
	public CompletionStage<Void> whenReady() {
		return this.stand.minimalCompletionStage();
	}

	/**
	 * Returns why some of them are missing.
	 * @return what the last attempt to connect has failed with, or {@code null} if none
	 * has failed since one has succeeded
	 */
	public @Nullable String lastFailure() {
		return this.targets.stream()
			.map((target) -> this.ready.lastFailure(target.remote(), target.configurationHash()))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Returns for how long an attempt to connect may take.
	 * @return the sum of the limits of its phases
	 */
	public Duration longestAttempt() {
		HttpPoolSettings.Timeouts timeouts = this.pool.settings().timeouts();
		return timeouts.dns().plus(timeouts.connect()).plus(timeouts.tlsHandshake());
	}

}
