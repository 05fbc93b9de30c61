package io.github.httppool.actuate;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.httppool.CloseReason;
import io.github.httppool.ConnectionSnapshot;
import io.github.httppool.ConnectionState;
import io.github.httppool.EventsSnapshot;
import io.github.httppool.FileDescriptorsSnapshot;
import io.github.httppool.FleetFigures;
import io.github.httppool.FleetSnapshot;
import io.github.httppool.HostSnapshot;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPools;
import io.github.httppool.LeakSite;
import io.github.httppool.LeaksSnapshot;
import io.github.httppool.PoolCondition;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.PoolState;
import io.github.httppool.ProcessFigures;
import io.github.httppool.SocketCounts;
import io.github.httppool.SocketState;
import io.github.httppool.SocketsSnapshot;
import io.github.httppool.TotalsSnapshot;
import io.github.httppool.WireLogSnapshot;
import io.github.httppool.text.Printable;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Actuator endpoint that shows the state, the counters and the last events of the pools
 * and, with unrestricted access, resizes a pool, drains it, closes its idle connections
 * or switches its wire log.
 * <p>
 * The operations on a single pool are exposed by {@link HttpPoolEndpointWebExtension} and
 * {@link HttpPoolEndpointJmxExtension}, which take the pool's name in different ways.
 */
@Endpoint(id = HttpPoolEndpoint.ID, defaultAccess = Access.READ_ONLY)
public class HttpPoolEndpoint {

	/** Id of the endpoint, which is also its default path. */
	public static final String ID = "httppool";

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

	private static final Comparator<Map.Entry<String, SocketCounts>> MOST_SOCKETS = Comparator
		.comparingInt((Map.Entry<String, SocketCounts> host) -> sockets(host.getValue()))
		.reversed()
		.thenComparing(Map.Entry.comparingByKey());

	private static int sockets(SocketCounts counts) {
		return counts.established() + counts.closeWait() + counts.timeWait();
	}

	private static String shown(String text) {
		return Printable.line(text, Printable.MAX_LENGTH);
	}

	private static @Nullable String shownIfKnown(@Nullable String text, int max) {
		return (text != null) ? Printable.line(text, max) : null;
	}

	private final HttpPools pools;

	private final Supplier<List<String>> outsidePool;

	private final ProcessFigures process;

	private final FleetFigures fleet;

	private final Function<String, PoolTarget> targets;

	/**
	 * Creates the endpoint.
	 * @param pools the pools to show
	 * @param outsidePool supplies what does not use the pools
	 * @param process figures of the process the pools run in
	 * @param targets tells, by the name of a pool, what its clients are configured to
	 * call
	 * @param fleet which limits the pools share with other instances
	 */
	public HttpPoolEndpoint(HttpPools pools, Supplier<List<String>> outsidePool, ProcessFigures process,
			Function<String, PoolTarget> targets, FleetFigures fleet) {
		this.pools = pools;
		this.outsidePool = outsidePool;
		this.process = process;
		this.targets = targets;
		this.fleet = fleet;
	}

	/**
	 * Describes all pools, and what does not use them. The figures of each pool are
	 * consistent; the pools and the totals are read one after the other.
	 * @return the totals and every pool
	 */
	@ReadOperation
	public PoolsDescriptor pools() {
		Map<String, PoolDescriptor> descriptors = new LinkedHashMap<>();
		for (HttpPool pool : this.pools) {
			descriptors.put(pool.name(), figuresOf(pool));
		}
		return new PoolsDescriptor(this.pools.totals(), descriptors,
				this.process.sockets().map(SocketsDescriptor::of).orElse(null),
				this.process.fileDescriptors().orElse(null), bufferLeaks(), this.outsidePool.get());
	}

	private @Nullable Long bufferLeaks() {
		OptionalLong leaks = this.process.bufferLeaks();
		return leaks.isPresent() ? leaks.getAsLong() : null;
	}

	/**
	 * Describes one pool, with its settings and connections.
	 * @param name the pool's name
	 * @return the pool
	 * @throws UnknownPoolException if there is no such pool
	 */
	public PoolDescriptor pool(String name) {
		HttpPool pool = find(name);
		return PoolDescriptor.detailsOf(pool, target(pool), fleet(pool),
				this.process.sockets().map(SocketsSnapshot::connections).orElse(Map.of()));
	}

	/**
	 * Changes a pool's limit of connections per remote host, now.
	 * @param name the pool's name
	 * @param maxConnections the new limit
	 * @return the pool after the change
	 * @throws UnknownPoolException if there is no such pool
	 * @throws InvalidEndpointRequestException if the limit is out of range
	 */
	public PoolDescriptor resize(String name, int maxConnections) {
		HttpPool pool = find(name);
		try {
			pool.resize(maxConnections);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidEndpointRequestException(String.valueOf(ex.getMessage()), ex.getMessage(), ex);
		}
		return figuresOf(pool);
	}

	/**
	 * Closes a pool's idle connections, now.
	 * @param name the pool's name
	 * @return how many were closed
	 * @throws UnknownPoolException if there is no such pool
	 */
	public EvictedDescriptor evictIdle(String name) {
		return new EvictedDescriptor(find(name).evictIdle());
	}

	/**
	 * Takes a pool out of use: from now on it refuses new calls. This does not wait for
	 * the calls under way.
	 * @param name the pool's name
	 * @return the pool, which is draining, or drained if it had no calls
	 * @throws UnknownPoolException if there is no such pool
	 * @throws InvalidEndpointRequestException if the pool is closed for good
	 */
	public PoolDescriptor drain(String name) {
		HttpPool pool = find(name);
		pool.drain();
		if (pool.snapshot().state() == PoolState.CLOSED) {
			String message = "pool '%s' is closed and cannot be drained".formatted(name);
			throw new InvalidEndpointRequestException(message, message);
		}
		return figuresOf(pool);
	}

	/**
	 * Takes a pool back into use, now.
	 * @param name the pool's name
	 * @return the pool, which is running
	 * @throws UnknownPoolException if there is no such pool
	 * @throws InvalidEndpointRequestException if the pool is closed for good
	 */
	public PoolDescriptor resume(String name) {
		HttpPool pool = find(name);
		try {
			pool.resume();
		}
		catch (IllegalStateException ex) {
			throw new InvalidEndpointRequestException(String.valueOf(ex.getMessage()), ex.getMessage(), ex);
		}
		return figuresOf(pool);
	}

	/**
	 * Switches the wire log of a pool on or off, now.
	 * @param name the pool's name
	 * @param change how
	 * @return the pool after the change
	 * @throws UnknownPoolException if there is no such pool
	 * @throws InvalidEndpointRequestException if the time or the host is out of range
	 */
	PoolDescriptor wireLog(String name, WireLogChange change) {
		HttpPool pool = find(name);
		try {
			pool.wireLog(change.time(), change.host());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidEndpointRequestException(String.valueOf(ex.getMessage()), ex.getMessage(), ex);
		}
		return figuresOf(pool);
	}

	private PoolDescriptor figuresOf(HttpPool pool) {
		return PoolDescriptor.figuresOf(pool, target(pool), fleet(pool));
	}

	private PoolTarget target(HttpPool pool) {
		return this.targets.apply(pool.name());
	}

	private @Nullable FleetSnapshot fleet(HttpPool pool) {
		return this.fleet.of(pool.name()).orElse(null);
	}

	private HttpPool find(String name) {
		return this.pools.find(name).orElseThrow(() -> new UnknownPoolException(name, this.pools.names()));
	}

	/**
	 * All pools.
	 *
	 * @param totals totals over all pools
	 * @param pools the pools, by name
	 * @param sockets their sockets as the operating system sees them, if available
	 * @param fileDescriptors files and sockets of the process, if they can be counted
	 * @param bufferLeaks buffer leaks that Netty has reported in this JVM, if they are
	 * counted
	 * @param outsidePool what does not use the pools, or is ignored by them, one sentence
	 * each
	 */
	public record PoolsDescriptor(TotalsSnapshot totals, Map<String, PoolDescriptor> pools,
			@Nullable SocketsDescriptor sockets, @Nullable FileDescriptorsSnapshot fileDescriptors,
			@Nullable Long bufferLeaks, List<String> outsidePool) implements OperationResponseBody {
	}

	/**
	 * The sockets of all pools, by the kernel's names of their states.
	 *
	 * @param scope which sockets were searched
	 * @param established open on both sides
	 * @param closeWait closed by the server and not by this side
	 * @param timeWait closed by this side first; the kernel keeps them for a minute
	 * @param hosts the same for each host the pools are or were connected to, those with
	 * the most sockets first, at most 100
	 * @param hostsOmitted how many more hosts there are, absent if these are all
	 */
	public record SocketsDescriptor(String scope, @JsonProperty("ESTABLISHED") int established,
			@JsonProperty("CLOSE_WAIT") int closeWait, @JsonProperty("TIME_WAIT") int timeWait,
			List<HostSocketsDescriptor> hosts, @Nullable Integer hostsOmitted) {

		private static final String SCOPE = "network namespace";

		static SocketsDescriptor of(SocketsSnapshot sockets) {
			SocketCounts total = sockets.total();
			Busiest<Map.Entry<String, SocketCounts>> hosts = Busiest.of(List.copyOf(sockets.hosts().entrySet()),
					MOST_SOCKETS, MAX_HOSTS);
			return new SocketsDescriptor(SCOPE, total.established(), total.closeWait(), total.timeWait(),
					hosts.map(HostSocketsDescriptor::of), hosts.omitted());
		}

	}

	/**
	 * The sockets of one host.
	 *
	 * @param host host and port
	 * @param established open on both sides
	 * @param closeWait closed by the server and not by this side
	 * @param timeWait closed by this side first; the kernel keeps them for a minute
	 */
	public record HostSocketsDescriptor(String host, @JsonProperty("ESTABLISHED") int established,
			@JsonProperty("CLOSE_WAIT") int closeWait, @JsonProperty("TIME_WAIT") int timeWait) {

		static HostSocketsDescriptor of(Map.Entry<String, SocketCounts> host) {
			SocketCounts counts = host.getValue();
			return new HostSocketsDescriptor(shown(host.getKey()), counts.established(), counts.closeWait(),
					counts.timeWait());
		}

	}

	/**
	 * One pool: the figures of its {@link PoolSnapshot} and, if only this pool was
	 * requested, its settings and connections.
	 *
	 * @param state whether it serves calls: {@code running}, {@code draining},
	 * {@code drained} or {@code closed}
	 * @param condition how it is, what its clients call, and what should change
	 * @param active connections leased to calls
	 * @param idle open connections that wait for a call
	 * @param connecting connections being opened
	 * @param pending callers waiting for a connection
	 * @param maxConnections limit of connections per remote host
	 * @param acquired leases begun
	 * @param reused leases of a connection that had served before
	 * @param created connections opened
	 * @param timeouts callers that got no connection in time
	 * @param rejected callers refused at once
	 * @param closed connections closed, by reason; every reason is present
	 * @param leaks leaks found in the pool
	 * @param hosts the hosts with connections, dials or waiting callers, busiest first,
	 * at most 100
	 * @param hostsOmitted how many more hosts there are, absent if these are all
	 * @param streaming its long-lived calls
	 * @param fleet how its limit is divided, absent if it shares none with other
	 * instances
	 * @param settings settings in force, if requested
	 * @param connections connections, oldest first, if requested; if there are more than
	 * 500, those leased longest
	 * @param connectionsOmitted how many more connections there are, absent if these are
	 * all
	 * @param events what has happened in the pool of late, newest first, if requested
	 * @param eventsOmitted how many ordinary events were left out, as they came too fast
	 * to keep each, if requested
	 * @param wireLog the wire log, absent if it is off
	 */
	public record PoolDescriptor(String state, @JsonUnwrapped PoolConditionDescriptor condition, int active, int idle,
			int connecting, int pending, int maxConnections, long acquired, long reused, long created, long timeouts,
			long rejected, Map<CloseReason, Long> closed, LeaksDescriptor leaks, List<HostSnapshot> hosts,
			@Nullable Integer hostsOmitted, StreamingDescriptor streaming, @Nullable FleetDescriptor fleet,
			@Nullable HttpPoolSettings settings, @Nullable List<ConnectionDescriptor> connections,
			@Nullable Integer connectionsOmitted, @Nullable List<EventDescriptor> events, @Nullable Long eventsOmitted,
			@Nullable WireLogSnapshot wireLog) implements OperationResponseBody {

		static PoolDescriptor figuresOf(HttpPool pool, PoolTarget target, @Nullable FleetSnapshot fleet) {
			return of(pool, target, fleet, LeaksDescriptor.figuresOf(pool.leaks()), null, null, null, null);
		}

		static PoolDescriptor detailsOf(HttpPool pool, PoolTarget target, @Nullable FleetSnapshot fleet,
				Map<Long, SocketState> sockets) {
			Busiest<ConnectionSnapshot> connections = Busiest.of(pool.connections(), BUSIEST_CONNECTION,
					MAX_CONNECTIONS);
			List<ConnectionDescriptor> rows = connections.rows()
				.stream()
				.sorted(Comparator.comparingLong(ConnectionSnapshot::id))
				.map((connection) -> ConnectionDescriptor.of(connection, sockets.get(connection.id())))
				.toList();
			HttpPoolSettings settings = pool.settings();
			return of(pool, target, fleet, LeaksDescriptor.detailsOf(pool.leaks()),
					settings.withProxy(settings.proxy().withoutCredentials()), rows, connections.omitted(),
					pool.events());
		}

		private static PoolDescriptor of(HttpPool source, PoolTarget target, @Nullable FleetSnapshot fleet,
				LeaksDescriptor leaks, @Nullable HttpPoolSettings settings,
				@Nullable List<ConnectionDescriptor> connections, @Nullable Integer connectionsOmitted,
				@Nullable EventsSnapshot events) {
			PoolCondition condition = source.condition();
			PoolSnapshot pool = condition.snapshot();
			Busiest<HostSnapshot> hosts = Busiest.of(pool.hosts(), BUSIEST_HOST, MAX_HOSTS);
			return new PoolDescriptor(pool.state().name().toLowerCase(Locale.ROOT),
					PoolConditionDescriptor.of(condition, target), pool.active(), pool.idle(), pool.connecting(),
					pool.pending(), pool.maxConnections(), pool.acquired(), pool.reused(), pool.created(),
					pool.timeouts(), pool.rejected(), pool.closed(), leaks, hosts.map(PoolDescriptor::shownHost),
					hosts.omitted(), StreamingDescriptor.of(source, pool),
					(fleet != null) ? FleetDescriptor.of(fleet) : null, settings, connections, connectionsOmitted,
					(events != null) ? events.events().stream().map(EventDescriptor::of).toList() : null,
					(events != null) ? events.omitted() : null, source.wireLog().orElse(null));
		}

		private static HostSnapshot shownHost(HostSnapshot host) {
			return new HostSnapshot(shown(host.host()), host.active(), host.idle(), host.connecting(), host.pending(),
					host.maxConnections(), host.connectFailures(), host.learnedKeepAlive(), host.learnedMaxRequests(),
					host.addresses(), host.minIdle(), host.streaming());
		}

	}

	/**
	 * The leaks found in a pool since it was created.
	 *
	 * @param suspected leases that lasted longer than the threshold
	 * @param confirmed responses abandoned before they ended
	 * @param reclaimed leases ended by the pool
	 * @param sites the call sites they come from, most recently seen first, if requested
	 */
	public record LeaksDescriptor(long suspected, long confirmed, long reclaimed,
			@Nullable List<LeakSiteDescriptor> sites) {

		static LeaksDescriptor figuresOf(LeaksSnapshot leaks) {
			return new LeaksDescriptor(leaks.suspected(), leaks.confirmed(), leaks.reclaimed(), null);
		}

		static LeaksDescriptor detailsOf(LeaksSnapshot leaks) {
			return new LeaksDescriptor(leaks.suspected(), leaks.confirmed(), leaks.reclaimed(),
					leaks.sites().stream().map(LeakSiteDescriptor::of).toList());
		}

	}

	/**
	 * A call site that leaks, or may leak. The state is written like the figure that
	 * counts it, such as {@code reclaimed}.
	 *
	 * @param callSite class, method and line; if that was not recorded, class and method
	 * of the HTTP interface, or else HTTP method and URI template of the call
	 * @param state state of its leaks: reclaimed if at least as many were reclaimed as
	 * confirmed, else confirmed, or suspected if none is confirmed
	 * @param count how many of them are in that state
	 * @param lastSeen when the last one was found
	 */
	public record LeakSiteDescriptor(String callSite, String state, long count, Instant lastSeen) {

		static LeakSiteDescriptor of(LeakSite site) {
			return new LeakSiteDescriptor(Printable.line(site.callSite(), MAX_CALL_SITE),
					site.state().name().toLowerCase(Locale.ROOT), site.count(), site.lastSeen());
		}

	}

	/**
	 * One connection. The state is written like the figure that counts it, such as
	 * {@code idle}.
	 *
	 * @param id number of the connection
	 * @param host host and port
	 * @param localPort local port, absent while there is none
	 * @param protocol protocol spoken, absent while connecting
	 * @param tls whether it is encrypted
	 * @param state what it is doing
	 * @param ageMillis time since it was opened
	 * @param idleMillis time since its last call ended
	 * @param leasedMillis time since its current call began
	 * @param requests calls it has served
	 * @param request method and path of its current call, without query
	 * @param callSite where its current call was made, absent if that was not recorded
	 * @param socketState state of its socket, absent if the operating system does not
	 * provide it
	 */
	public record ConnectionDescriptor(long id, String host, @Nullable Integer localPort, @Nullable String protocol,
			boolean tls, String state, long ageMillis, long idleMillis, long leasedMillis, long requests,
			@Nullable String request, @Nullable String callSite, @Nullable SocketState socketState) {

		static ConnectionDescriptor of(ConnectionSnapshot connection, @Nullable SocketState socketState) {
			return new ConnectionDescriptor(connection.id(), shown(connection.host()), connection.localPort(),
					shownIfKnown(connection.protocol(), Printable.MAX_LENGTH), connection.tls(),
					connection.state().name().toLowerCase(Locale.ROOT), connection.ageMillis(), connection.idleMillis(),
					connection.leasedMillis(), connection.requests(),
					shownIfKnown(connection.request(), Printable.MAX_LENGTH),
					shownIfKnown(connection.callSite(), MAX_CALL_SITE), socketState);
		}

	}

	/**
	 * Response to closing idle connections.
	 *
	 * @param evicted how many were closed
	 */
	public record EvictedDescriptor(int evicted) implements OperationResponseBody {
	}

}
