package io.github.httppool.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;

import io.github.httppool.FleetFigures;
import io.github.httppool.FleetSnapshot;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.autoconfigure.properties.EffectiveProperties;
import io.github.httppool.autoconfigure.properties.FleetSettings;
import io.github.httppool.autoconfigure.properties.SettingsUpdate;
import io.github.httppool.netty.ReactorHttpPools;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Has the pools run with what is configured last, divided over the replicas that there
 * are. May be told of either by any thread: the last word counts, and no lock is held
 * while the pools, and with them listeners of the application, hear of it.
 */
final class LiveSettings implements SettingsUpdate, FleetFigures {

	private static final Log logger = LogFactory.getLog(LiveSettings.class);

	private final IntSupplier maxTotalConnections;

	private final BiConsumer<String, HttpPoolSettings> reconfigure;

	// Replaced one after the other.
	private volatile State state;

	private volatile Runnable fleetLimits = () -> {
	};

	private final AtomicInteger changes = new AtomicInteger();

	// What each pool has taken over last. Used by one thread at a time, which counts down
	// the changes.
	private final Map<String, HttpPoolSettings> told;

	/**
	 * Creates the settings.
	 * @param pools the pools, as built from the properties
	 * @param properties the properties
	 */
	LiveSettings(ReactorHttpPools pools, EffectiveProperties properties) {
		this(() -> pools.totals().maxTotalConnections(), (name, settings) -> pools.get(name).reconfigure(settings),
				properties);
	}

	/**
	 * Creates settings of pools that are out of sight.
	 * @param maxTotalConnections tells how many connections all of them may have
	 * @param reconfigure has the pool of that name take over settings
	 * @param properties the properties that they were built from
	 */
	LiveSettings(IntSupplier maxTotalConnections, BiConsumer<String, HttpPoolSettings> reconfigure,
			EffectiveProperties properties) {
		this.maxTotalConnections = maxTotalConnections;
		this.reconfigure = reconfigure;
		this.state = State.of(properties, properties.fleet().replicas(), false);
		this.told = new LinkedHashMap<>(this.state.settings);
	}

	/**
	 * Has somebody hear that pools share limits: now if one does, and whenever the
	 * configuration is refreshed and one does then.
	 * @param listener is told, perhaps several times, and does not block
	 */
	void onFleetLimits(Runnable listener) {
		this.fleetLimits = listener;
		tellOfFleetLimits();
	}

	private void tellOfFleetLimits() {
		if (!this.state.properties.fleet().limits().isEmpty()) {
			this.fleetLimits.run();
		}
	}

	/**
	 * Service discovery has counted the instances of this application.
	 * @param count how many there are
	 */
	void discovered(int count) {
		State before = replace((present) -> State.of(present.properties, count, true));
		if (count != before.replicas || !before.discovered) {
			logger.info("Limits of the fleet are divided by " + count
					+ " from now on, as service discovery counts the instances of this application");
		}
		follow();
	}

	@Override
	public void apply(EffectiveProperties changed) {
		int total = this.maxTotalConnections.getAsInt();
		this.state.with(changed).settings.forEach((name, settings) -> {
			int max = settings.pool().maxConnections();
			if (max > total) {
				throw new IllegalArgumentException(
						"pool '%s' would have %d connections per host, and httppool.max-total-connections is %d until a restart"
							.formatted(name, max, total));
			}
		});
		replace((present) -> present.with(changed));
		follow();
		tellOfFleetLimits();
	}

	private synchronized State replace(UnaryOperator<State> change) {
		State before = this.state;
		this.state = change.apply(before);
		return before;
	}

	/**
	 * A thread that finds another one at it leaves the rest to that.
	 */
	private void follow() {
		if (this.changes.getAndIncrement() > 0) {
			return;
		}
		int seen = 1;
		while (seen > 0) {
			State present = this.state;
			present.settings.forEach((name, settings) -> tell(name, settings, present.isShared(name)));
			seen = this.changes.addAndGet(-seen);
		}
	}

	/**
	 * A pool that was added to the properties begins with the next start. A share may be
	 * larger than all connections are until then.
	 */
	private void tell(String name, HttpPoolSettings wanted, boolean shared) {
		HttpPoolSettings last = this.told.get(name);
		int total = this.maxTotalConnections.getAsInt();
		HttpPoolSettings settings = (wanted.pool().maxConnections() > total) ? wanted.withMaxConnections(total)
				: wanted;
		if (last == null || last.equals(last.withLimitsOf(settings))) {
			return;
		}
		try {
			this.reconfigure.accept(name, settings);
		}
		catch (RuntimeException | Error ex) {
			// A listener of the application is not to keep the other pools from
			// following.
			logger.error("Pool '%s' could not take over its new limits; it is told again with the next change"
				.formatted(name), ex);
			return;
		}
		this.told.put(name, last.withLimitsOf(settings));
		if (shared && last.pool().maxConnections() != settings.pool().maxConnections()) {
			logger.info("Pool '%s' may have %d connections per host as its share (was %d)".formatted(name,
					settings.pool().maxConnections(), last.pool().maxConnections()));
		}
	}

	@Override
	public Optional<FleetSnapshot> of(String pool) {
		State present = this.state;
		FleetSettings.Limit limit = present.properties.fleet().limits().get(pool);
		return (limit == null) ? Optional.empty()
				: Optional.of(new FleetSnapshot(present.replicas, present.discovered, limit.maxConnections()));
	}

	/**
	 * The settings, and what they follow from.
	 */
	private record State(EffectiveProperties properties, int replicas, boolean discovered,
			Map<String, HttpPoolSettings> settings) {

		static State of(EffectiveProperties properties, int replicas, boolean discovered) {
			return new State(properties, replicas, discovered, properties.dividedSettings(replicas));
		}

		/**
		 * A number that was discovered goes before one that is configured.
		 */
		State with(EffectiveProperties changed) {
			return of(changed, this.discovered ? this.replicas : changed.fleet().replicas(), this.discovered);
		}

		/**
		 * Returns whether a pool has a share of a limit rather than one that is written
		 * anywhere.
		 */
		boolean isShared(String pool) {
			return this.replicas > 1 && this.properties.fleet().limits().containsKey(pool);
		}

	}

}
