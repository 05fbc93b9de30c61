package io.github.httppool.autoconfigure.properties;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.NameResolver;
import io.github.httppool.ProxyEnvironment;
import io.github.httppool.Reclaim;
import io.github.httppool.sockets.FileDescriptors;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Warnings about values that are valid but probably not intended. To be logged once, at
 * startup.
 */
public final class PropertyWarnings {

	private static final Duration DEFAULT_SHUTDOWN_PHASE = Duration.ofSeconds(30);

	private final EffectiveProperties properties;

	private final Set<String> loadBalanced;

	private final WrittenProperties written;

	/** A set, because all pools that inherit a property produce the same warning. */
	private final Set<String> warnings = new LinkedHashSet<>();

	private PropertyWarnings(EffectiveProperties properties, Set<String> loadBalanced, WrittenProperties written) {
		this.properties = properties;
		this.loadBalanced = loadBalanced;
		this.written = written;
	}

	/**
	 * Returns the warnings.
	 * @param properties the effective properties
	 * @param loadBalanced names of the clients that are load-balanced
	 * @param environment the application's environment
	 * @return one sentence for each, empty if there is none
	 */
	public static List<String> of(EffectiveProperties properties, Set<String> loadBalanced,
			ConfigurableEnvironment environment) {
		Duration shutdownPhase = Binder.get(environment)
			.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
			.orElse(DEFAULT_SHUTDOWN_PHASE);
		return of(properties, loadBalanced, environment, shutdownPhase, FileDescriptors.limit());
	}

	static List<String> of(EffectiveProperties properties, Set<String> loadBalanced,
			ConfigurableEnvironment environment, Duration shutdownPhase, OptionalLong descriptors) {
		PropertyWarnings warnings = new PropertyWarnings(properties, loadBalanced, new WrittenProperties(environment));
		if (!warnings.written.isEmpty()) {
			warnings.warnings.addAll(UnknownProperties.in(environment));
			warnings.warnings.addAll(BareTimes.in(warnings.written, properties.pools().keySet()));
		}
		warnings.warnings.addAll(DroppedTimeouts.in(warnings.written, properties.pools().keySet(),
				ClientLibraries.leaveAnyOnPool(environment)));
		if (Binder.get(environment).bind("httppool.proxy.from-environment", Boolean.class).orElse(true)) {
			warnings.warnOfVariables();
		}
		properties.settings().forEach((name, settings) -> {
			warnings.warnOfMinIdle(name, settings.pool());
			warnings.warnOfMargin(name, settings.pool());
			warnings.warnOfAsking(name, settings.pool().keepAlive());
			warnings.warnOfReclaimAfter(name, settings.leakDetection());
			warnings.warnOfTotal(name, settings);
			warnings.warnOfThreshold(name, settings);
			warnings.warnOfCredentials(name);
			warnings.warnOfJdk(name, settings.names());
		});
		warnings.warnOfSumOfMinIdle();
		warnings.warnOfShutdownPhase(shutdownPhase);
		descriptors.ifPresent(warnings::warnOfDescriptors);
		return List.copyOf(warnings.warnings);
	}

	/**
	 * Not refused: the variables are set for all programs, some of which may understand
	 * them.
	 */
	private void warnOfVariables() {
		this.warnings.addAll(new ProxyEnvironment(this.written.environmentVariables()).problems());
	}

	private void warnOfCredentials(String name) {
		if (this.written.isSet(name, "proxy.username") && !this.written.isSet(name, "proxy.url")) {
			WrittenProperty username = this.written.find(name, "proxy.username", "");
			this.warnings.add("%s is set, but has no effect: it takes %s to be set".formatted(username.name(),
					this.written.find(name, "proxy.url", "").name()));
		}
	}

	/**
	 * Connections can be kept ready only where a client says where to. What is set for
	 * all clients has its effect if one does.
	 */
	private void warnOfMinIdle(String name, HttpPoolSettings.Pool pool) {
		WrittenProperty min = this.written.find(name, "pool.min-idle-connections", pool.minIdleConnections());
		WrittenProperty warmUp = this.written.find(name, "pool.warm-up", pool.warmUp());
		if (pool.minIdleConnections() == 0) {
			if (warmUp.set() && this.written.isOwn(name, "pool.warm-up")) {
				this.warnings.add("%s is %s, but has no effect: it takes pool.min-idle-connections to be 1 or more"
					.formatted(warmUp.name(), warmUp.value()));
			}
			return;
		}
		boolean shared = name.equals(HttpPool.DEFAULT);
		boolean used = shared ? this.properties.pools().keySet().stream().anyMatch(this::isHostKnown)
				: isHostKnown(name);
		if (!used && (shared || this.written.isOwn(name, "pool.min-idle-connections"))) {
			this.warnings.add("%s is %s, but has no effect: %s"
				.formatted(min.name(), min.value(), (!shared && this.loadBalanced.contains(name))
						? "the client is load-balanced, so that its base-url names a service and no host to connect to"
						: "it takes the base-url of a client below "
								+ (shared ? "httppool.clients" : "httppool.clients." + name)));
		}
	}

	private void warnOfSumOfMinIdle() {
		int total = this.properties.maxTotalIdleConnections();
		int sum = this.properties.pools()
			.entrySet()
			.stream()
			.filter((pool) -> isHostKnown(pool.getKey()))
			.mapToInt((pool) -> pool.getValue().settings().pool().minIdleConnections())
			.sum();
		if (sum > total) {
			this.warnings
				.add("pool.min-idle-connections of all clients are %d together, but no more than %d may be idle: "
					.formatted(sum, total) + this.written.find("httppool.max-total-idle-connections", total));
		}
	}

	/** The base URL of a client that is load-balanced names a service. */
	private boolean isHostKnown(String name) {
		return Objects.requireNonNull(this.properties.pools().get(name)).baseUrl() != null
				&& !this.loadBalanced.contains(name);
	}

	/**
	 * It is a fifth of the server's limit at most, so a larger one does no harm.
	 */
	private void warnOfMargin(String name, HttpPoolSettings.Pool pool) {
		HttpPoolSettings.KeepAlive keepAlive = pool.keepAlive();
		WrittenProperty margin = this.written.find(name, "pool.keep-alive.margin", keepAlive.margin());
		if (!margin.set()) {
			return;
		}
		if (!keepAlive.honorServerHint() && !keepAlive.learn()) {
			this.warnings.add(
					"%s is %s, but has no effect: it takes pool.keep-alive.honor-server-hint or pool.keep-alive.learn to be true"
						.formatted(margin.name(), margin.value()));
		}
		else if (keepAlive.margin().compareTo(pool.maxIdleTime()) >= 0) {
			this.warnings.add("%s, is not shorter than %s: no more than a fifth of a server's limit is kept from it"
				.formatted(margin, this.written.find(name, "pool.max-idle-time", pool.maxIdleTime())));
		}
	}

	private void warnOfAsking(String name, HttpPoolSettings.KeepAlive keepAlive) {
		if (keepAlive.ask() && !keepAlive.honorServerHint()) {
			WrittenProperty ask = this.written.find(name, "pool.keep-alive.ask", true);
			WrittenProperty honor = this.written.find(name, "pool.keep-alive.honor-server-hint", false);
			this.warnings.add("%s is true, but what the server answers is not used: it takes %s to be true"
				.formatted(ask.name(), honor.name()));
		}
	}

	/**
	 * The Java runtime does not tell for how long an answer holds, and follows the system
	 * as to what a name means.
	 */
	private void warnOfJdk(String name, HttpPoolSettings.Names names) {
		if (names.resolver() == NameResolver.JDK) {
			warnOfJdk(name, "dns.min-ttl", names.minTtl());
			warnOfJdk(name, "dns.ndots", names.ndots());
			warnOfJdk(name, "dns.search-domains", names.searchDomains());
		}
	}

	private void warnOfJdk(String name, String key, @Nullable Object value) {
		if (value != null && this.written.isSet(name, key) && isOfSameLevel(name, key, "dns.resolver")) {
			WrittenProperty property = this.written.find(name, key, value);
			WrittenProperty resolver = this.written.find(name, "dns.resolver", NameResolver.JDK);
			this.warnings.add("%s is %s, but has no effect: it takes %s to be 'netty'".formatted(property.name(),
					property.value(), resolver.name()));
		}
	}

	/**
	 * What a client inherits has its effect on the other clients, unless that which keeps
	 * it from having one is inherited, too.
	 */
	private boolean isOfSameLevel(String name, String key, String obstacle) {
		return this.written.isOwn(name, key) || !this.written.isOwn(name, obstacle);
	}

	private void warnOfReclaimAfter(String name, HttpPoolSettings.LeakDetection leakDetection) {
		Duration after = leakDetection.reclaimAfter();
		if (after != null && leakDetection.reclaim() != Reclaim.AFTER) {
			WrittenProperty property = this.written.find(name, "leak-detection.reclaim-after", after);
			WrittenProperty reclaim = this.written.find(name, "leak-detection.reclaim", leakDetection.reclaim());
			this.warnings.add("%s is %s, but has no effect: it takes %s to be 'after'".formatted(property.name(),
					property.value(), reclaim.name()));
		}
	}

	/**
	 * A limit that is set ends calls that all limits of their phases would let pass.
	 */
	private void warnOfTotal(String name, HttpPoolSettings settings) {
		HttpPoolSettings.Total total = settings.timeouts().total();
		Duration untilResponse = settings.timeouts().untilResponse();
		if (total.hard() && !total.limit().isZero() && untilResponse.compareTo(total.limit()) > 0) {
			WrittenProperty property = this.written.find(name, "timeouts.total", total.limit());
			this.warnings.add(
					"%s, ends calls before the phases up to their response may: acquire, dns, connect, tls-handshake and response are %s together"
						.formatted(property, WrittenProperties.print(untilResponse)));
		}
	}

	/**
	 * A call that is within its limit would be reported as a leak.
	 */
	private void warnOfThreshold(String name, HttpPoolSettings settings) {
		Duration limit = settings.timeouts().total().limit();
		Duration age = settings.leakDetection().threshold();
		WrittenProperty total = this.written.find(name, "timeouts.total", limit);
		WrittenProperty threshold = this.written.find(name, "leak-detection.threshold", age);
		if (settings.leakDetection().enabled() && age.compareTo(limit) < 0 && (total.set() || threshold.set())) {
			this.warnings
				.add("%s, reports calls as suspected leaks that may still end within %s".formatted(threshold, total));
		}
	}

	/**
	 * Equal times are warned of, too: calls that are aborted at the end take a moment to
	 * end.
	 */
	private void warnOfShutdownPhase(Duration shutdownPhase) {
		Duration drain = this.properties.drainTimeout();
		if (!drain.isZero() && drain.compareTo(shutdownPhase) >= 0) {
			this.warnings.add("httppool.shutdown.drain-timeout is " + WrittenProperties.print(drain)
					+ ", but spring.lifecycle.timeout-per-shutdown-phase ends the wait after "
					+ WrittenProperties.print(shutdownPhase) + ": beans that calls still need are destroyed then");
		}
	}

	private void warnOfDescriptors(long limit) {
		int total = this.properties.maxTotalConnections();
		if (total > limit / 4) {
			this.warnings.add("httppool.max-total-connections is " + total + ", more than a quarter of the " + limit
					+ " files and sockets this process may open: raise that limit (ulimit -n) or lower the property");
		}
	}

}
