package io.github.httppool.pool;

import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.httppool.PoolState;
import org.jspecify.annotations.Nullable;

/**
 * Connections of a pool that are opened before a call wants them. Every method takes the
 * pool's lock and frees it, may be called from any thread, and does not block. What
 * depends on a stage runs on the thread that completes it, which may be an event loop.
 */
public final class ReadyConnections {

	private final PoolContext context;

	private final RemoteHosts hosts;

	private final FloorKeeper keeper;

	ReadyConnections(PoolContext context, RemoteHosts hosts, FloorKeeper keeper) {
		this.context = context;
		this.hosts = hosts;
		this.keeper = keeper;
	}

	/**
	 * Keeps connections ready from now on, until the pool is closed: whenever fewer are
	 * idle or being opened, others are, as far as the limits leave room. Asked for once
	 * more, the later wish counts.
	 * @param remote the host
	 * @param configurationHash stands for how they are configured
	 * @param config what they are dialed with; must not lead to a call, as it is kept
	 * @param min how many
	 * @param fromFirstCall whether none is opened before a call has opened one
	 * @param now the time, in nanoseconds
	 * @return completes as soon as there are as many for the first time; exceptionally
	 * with an {@link IllegalStateException} if the pool is closed before
	 */
	public CompletionStage<Void> keep(SocketAddress remote, int configurationHash, DialConfig config, int min,
			boolean fromFirstCall, long now) {
		return this.context.lock.getLocked(() -> {
			if (this.context.isClosed()) {
				return CompletableFuture
					.failedStage(new IllegalStateException("pool '%s' is closed".formatted(this.context.pool)));
			}
			ConnectionFloor floor = floor(remote, configurationHash, config, min, fromFirstCall);
			this.keeper.restore(floor, now);
			floor.standsIfReached(this.hosts.known(remote).group(configurationHash));
			this.hosts.known(remote).removeIfUnused();
			return floor.stands().minimalCompletionStage();
		});
	}

	private ConnectionFloor floor(SocketAddress remote, int configurationHash, DialConfig config, int min,
			boolean fromFirstCall) {
		ConnectionFloor known = this.context.floors.of(remote, configurationHash);
		if (known != null) {
			known.change(config, min);
			return known;
		}
		ConnectionFloor added = new ConnectionFloor(this.context.floors, remote, configurationHash, config, min,
				fromFirstCall);
		this.context.floors.add(added);
		HostPool host = this.hosts.known(remote);
		host.group(configurationHash).keep(added);
		host.removeIfUnused();
		return added;
	}

	/**
	 * Opens connections once, as far as fewer are idle or being opened and the limits
	 * leave room.
	 * @param remote the host
	 * @param configurationHash stands for how they are configured
	 * @param config what they are dialed with
	 * @param wanted how many are to be idle
	 * @param now the time, in nanoseconds
	 * @return completes with how many are idle once the last dial has ended;
	 * exceptionally with why one has failed if there are fewer, or with an
	 * {@link IllegalStateException} if the pool is drained or closed
	 */
	public CompletionStage<Integer> open(SocketAddress remote, int configurationHash, DialConfig config, int wanted,
			long now) {
		return this.context.lock.getLocked(() -> {
			PoolState state = this.context.admission.state();
			if (state != PoolState.RUNNING) {
				return CompletableFuture.failedStage(new IllegalStateException(
						"pool '%s' is %s and opens no connections".formatted(this.context.pool, state)));
			}
			HostPool host = this.hosts.known(remote);
			ConnectionGroup group = host.group(configurationHash);
			OpeningRound round = new OpeningRound(this.context.lock, group, wanted);
			int missing = wanted - group.ready();
			int joined = group.dials().join(round, wanted - group.idleCount());
			round.begun(joined + host.dialPlanner().open(group, config, missing, round, now));
			host.removeIfUnused();
			return round.result();
		});
	}

	/**
	 * Returns why connections that are kept ready are missing.
	 * @param remote the host
	 * @param configurationHash stands for how they are configured
	 * @return what the last dial has failed with, or {@code null} if none has failed
	 * since one has succeeded
	 */
	public @Nullable String lastFailure(SocketAddress remote, int configurationHash) {
		return this.context.lock.getLocked(() -> {
			ConnectionFloor floor = this.context.floors.of(remote, configurationHash);
			DialFailure last = (floor != null) ? floor.lastFailure() : null;
			return (last != null) ? last.message() : null;
		});
	}

	/**
	 * The application has started, perhaps again after a stop, whose drain has let the
	 * connections go.
	 * @param now the time, in nanoseconds
	 */
	public void started(long now) {
		this.context.lock.runLocked(() -> this.context.floors.goOn(now));
	}

}
