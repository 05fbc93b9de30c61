package io.github.httppool.actuate;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

import io.github.httppool.ConnectionSnapshot;
import io.github.httppool.ConnectionState;
import io.github.httppool.EventsSnapshot;
import io.github.httppool.FleetFigures;
import io.github.httppool.HostSnapshot;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.LeakSite;
import io.github.httppool.LeaksSnapshot;
import io.github.httppool.PoolCondition;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.SocketState;
import io.github.httppool.actuate.HttpPoolEndpoint.ConnectionDescriptor;
import io.github.httppool.actuate.HttpPoolEndpoint.LeakSiteDescriptor;
import io.github.httppool.actuate.HttpPoolEndpoint.LeaksDescriptor;
import io.github.httppool.actuate.HttpPoolEndpoint.PoolDescriptor;
import io.github.httppool.text.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Describes pools. What is long is shown in part, and what comes from outside is made
 * printable.
 *
 * @param targets tells, by the name of a pool, what its clients are configured to call
 * @param fleet which limits the pools share with other instances
 */
record PoolDescriptors(Function<String, PoolTarget> targets, FleetFigures fleet) {

	/** How many hosts are listed, busiest first, for a pool and for all sockets. */
	static final int MAX_HOSTS = 100;

	/** How many connections of a pool are listed, busiest first. */
	static final int MAX_CONNECTIONS = 500;

	/** A call site must not lose its line number, which comes last. */
	private static final int MAX_CALL_SITE = 1000;

	private static final Comparator<HostSnapshot> BUSIEST_HOST = Comparator
		.comparingInt((HostSnapshot host) -> host.active() + host.connecting() + host.pending())
		.thenComparingInt(HostSnapshot::idle)
		.reversed()
		.thenComparing(HostSnapshot::host);

	private static final Comparator<ConnectionSnapshot> BUSIEST_CONNECTION = Comparator
		.comparing((ConnectionSnapshot connection) -> connection.state() != ConnectionState.ACTIVE)
		.thenComparing((connection) -> connection.state() == ConnectionState.IDLE)
		.thenComparing(Comparator.comparingLong(ConnectionSnapshot::leasedMillis).reversed())
		.thenComparingLong(ConnectionSnapshot::id);

	/**
	 * Describes a pool by its figures.
	 */
	PoolDescriptor figuresOf(HttpPool pool) {
		return describe(pool, leaks(pool.leaks(), null), null, null, null, null);
	}

	/**
	 * Describes a pool with its settings, connections and events.
	 * @param sockets the states of sockets, by the number of their connection
	 */
	PoolDescriptor detailsOf(HttpPool pool, Map<Long, SocketState> sockets) {
		Busiest<ConnectionSnapshot> connections = Busiest.of(pool.connections(), BUSIEST_CONNECTION, MAX_CONNECTIONS);
		List<ConnectionDescriptor> rows = connections.rows()
			.stream()
			.sorted(Comparator.comparingLong(ConnectionSnapshot::id))
			.map((connection) -> connection(connection, sockets.get(connection.id())))
			.toList();
		LeaksSnapshot leaks = pool.leaks();
		HttpPoolSettings settings = pool.settings();
		return describe(pool, leaks(leaks, leaks.sites().stream().map(PoolDescriptors::leakSite).toList()),
				settings.withProxy(settings.proxy().withoutCredentials()), rows, connections.omitted(), pool.events());
	}

	private PoolDescriptor describe(HttpPool pool, LeaksDescriptor leaks, @Nullable HttpPoolSettings settings,
			@Nullable List<ConnectionDescriptor> connections, @Nullable Integer connectionsOmitted,
			@Nullable EventsSnapshot events) {
		PoolCondition condition = pool.condition();
		PoolSnapshot figures = condition.snapshot();
		Busiest<HostSnapshot> hosts = Busiest.of(figures.hosts(), BUSIEST_HOST, MAX_HOSTS);
		return new PoolDescriptor(lowerCase(figures.state()),
				PoolConditionDescriptor.of(condition, this.targets.apply(pool.name())), figures.active(),
				figures.idle(), figures.connecting(), figures.pending(), figures.maxConnections(), figures.acquired(),
				figures.reused(), figures.created(), figures.timeouts(), figures.rejected(), figures.failed(),
				figures.closed(), leaks, hosts.map(PoolDescriptors::host), hosts.omitted(),
				StreamingDescriptor.of(pool, figures), this.fleet.of(pool.name()).map(FleetDescriptor::of).orElse(null),
				settings, connections, connectionsOmitted,
				(events != null) ? events.events().stream().map(EventDescriptor::of).toList() : null,
				(events != null) ? events.omitted() : null, pool.wireLog().orElse(null));
	}

	private static HostSnapshot host(HostSnapshot host) {
		return new HostSnapshot(printable(host.host()), host.active(), host.idle(), host.connecting(), host.pending(),
				host.maxConnections(), host.connectFailures(), host.learnedKeepAlive(), host.learnedMaxRequests(),
				host.addresses(), host.minIdle(), host.streaming());
	}

	private static LeaksDescriptor leaks(LeaksSnapshot leaks, @Nullable List<LeakSiteDescriptor> sites) {
		return new LeaksDescriptor(leaks.suspected(), leaks.confirmed(), leaks.reclaimed(), sites);
	}

	private static LeakSiteDescriptor leakSite(LeakSite site) {
		return new LeakSiteDescriptor(Printable.line(site.callSite(), MAX_CALL_SITE), lowerCase(site.state()),
				site.count(), site.lastSeen());
	}

	private static ConnectionDescriptor connection(ConnectionSnapshot connection, @Nullable SocketState socketState) {
		String protocol = connection.protocol();
		String request = connection.request();
		String callSite = connection.callSite();
		return new ConnectionDescriptor(connection.id(), printable(connection.host()), connection.localPort(),
				(protocol != null) ? printable(protocol) : null, connection.tls(), lowerCase(connection.state()),
				connection.ageMillis(), connection.idleMillis(), connection.leasedMillis(), connection.requests(),
				(request != null) ? printable(request) : null,
				(callSite != null) ? Printable.line(callSite, MAX_CALL_SITE) : null, socketState);
	}

	/**
	 * Writes a state like the figure that counts it.
	 */
	private static String lowerCase(Enum<?> state) {
		return state.name().toLowerCase(Locale.ROOT);
	}

	private static String printable(String text) {
		return Printable.line(text, Printable.MAX_LENGTH);
	}

}
