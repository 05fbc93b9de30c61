package io.github.httppool.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
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

	private final ReactorHttpPools pools;

	// Replaced one after the other.
	private volatile State state;

	private final AtomicInteger changes = new AtomicInteger();

	// What each pool was told last. Used by one thread at a time, which counts down the
	// changes.
	private final Map<String, HttpPoolSettings> told;

	/**
	 * Creates the settings.
	 * @param pools the pools, as built from the properties
	 * @param properties the properties
	 */
	LiveSettings(ReactorHttpPools pools, EffectiveProperties properties) {
		this.pools = pools;
		this.state = new State(properties, properties.fleet().replicas(), false);
		this.told = new LinkedHashMap<>(properties.dividedSettings(properties.fleet().replicas()));
	}

	/**
	 * Service discovery has counted the instances of this application.
	 * @param count how many there are
	 */
	void discovered(int count) {
		State before = replace((present) -> new State(present.properties, count, true));
		if (count != before.replicas || !before.discovered) {
			logger.info("Limits of the fleet are divided by " + count
					+ " from now on, as service discovery counts the instances of this application");
		}
		follow();
	}

	@Override
	public void apply(EffectiveProperties changed) {
		int total = this.pools.totals().maxTotalConnections();
		this.state.with(changed).settings().forEach((name, settings) -> {
			int max = settings.pool().maxConnections();
			if (max > total) {
				throw new IllegalArgumentException(
						"pool '%s' would have %d connections per host, and httppool.max-total-connections is %d until a restart"
							.formatted(name, max, total));
			}
		});
		replace((present) -> present.with(changed));
		follow();
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
		try {
			while (seen > 0) {
				this.state.settings().forEach(this::tell);
				seen = this.changes.addAndGet(-seen);
			}
		}
		catch (RuntimeException | Error ex) {
			// The next change begins anew.
			this.changes.set(0);
			throw ex;
		}
	}

	/**
	 * A pool that was added to the properties begins with the next start. A share may be
	 * larger than all connections are until then.
	 */
	private void tell(String name, HttpPoolSettings wanted) {
		HttpPoolSettings last = this.told.get(name);
		int total = this.pools.totals().maxTotalConnections();
		HttpPoolSettings settings = (wanted.pool().maxConnections() > total) ? wanted.withMaxConnections(total)
				: wanted;
		if (last == null || last.equals(last.withLimitsOf(settings))) {
			return;
		}
		this.told.put(name, last.withLimitsOf(settings));
		this.pools.get(name).reconfigure(settings);
		if (last.pool().maxConnections() != settings.pool().maxConnections()) {
			logger.info("Pool '%s' may have %d connections per host, after %d".formatted(name,
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
	 * What the settings follow from.
	 */
	private record State(EffectiveProperties properties, int replicas, boolean discovered) {

		/**
		 * A number that was discovered goes before one that is configured.
		 */
		State with(EffectiveProperties changed) {
			return new State(changed, this.discovered ? this.replicas : changed.fleet().replicas(), this.discovered);
		}

		Map<String, HttpPoolSettings> settings() {
			return this.properties.dividedSettings(this.replicas);
		}

	}

}
