package io.github.httppool.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.ProxyServer;
import io.github.httppool.ProxySettings;
import io.github.httppool.autoconfigure.properties.EffectiveProperties;
import io.github.httppool.autoconfigure.properties.WrittenProperties;
import io.github.httppool.boot.EventLoopCount;
import io.github.httppool.netty.NetworkTransports;
import io.github.httppool.text.Counted;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;

/**
 * Describes the limits of the pools for the startup log, with one line for all pools that
 * are alike.
 */
final class PoolsInWords {

	private final EffectiveProperties properties;

	private final ClientDefaults defaults;

	private PoolsInWords(EffectiveProperties properties, ClientDefaults defaults) {
		this.properties = properties;
		this.defaults = defaults;
	}

	/**
	 * Returns the lines.
	 * @param properties what the pools are built from
	 * @param defaults what their clients are built from
	 * @return a line for each group of like pools, starting with those of the shared pool
	 * and of all pools together
	 */
	static List<String> lines(EffectiveProperties properties, ClientDefaults defaults) {
		PoolsInWords words = new PoolsInWords(properties, defaults);
		Map<String, String> names = new LinkedHashMap<>();
		Map<String, HttpPoolSettings> settings = properties.dividedSettings(properties.fleet().replicas());
		settings.forEach((name, each) -> names.merge(words.limits(name, each), "'" + name + "'",
				(others, another) -> others + ", " + another));
		String shared = words.limits(HttpPool.DEFAULT, Objects.requireNonNull(settings.get(HttpPool.DEFAULT)));
		return names.entrySet()
			.stream()
			.map((entry) -> words.line(entry.getKey(), entry.getValue(), entry.getKey().equals(shared)))
			.toList();
	}

	private String line(String limits, String names, boolean first) {
		return "HTTP clients run on pool%s %s: %s%s".formatted(names.contains(",") ? "s" : "", names, limits,
				first ? "; " + total() : "");
	}

	private String total() {
		return "%s in total, %s (%s)".formatted(Counted.of(this.properties.maxTotalConnections(), "connection"),
				eventLoops(this.properties.eventLoops()), NetworkTransports.choose(this.properties.transport()));
	}

	private static String eventLoops(EventLoopCount eventLoops) {
		return Counted.of(eventLoops.number(), eventLoops.shared() ? "shared event loop" : "event loop");
	}

	private String limits(String name, HttpPoolSettings settings) {
		return "%s and %s per host, %s%s".formatted(Counted.of(settings.pool().maxConnections(), "connection"),
				Counted.of(settings.pool().maxPendingAcquires(), "waiting caller"), timeouts(name, settings.timeouts()),
				proxies(settings.proxy()));
	}

	/** A proxy says itself where it was configured. */
	private static String proxies(ProxySettings proxies) {
		if (proxies.http() != null && proxies.http().equals(proxies.https())) {
			return ", proxy " + proxies.http();
		}
		return proxy("http", proxies.http()) + proxy("https", proxies.https());
	}

	private static String proxy(String scheme, @Nullable ProxyServer proxy) {
		return (proxy != null) ? ", %s proxy %s".formatted(scheme, proxy) : "";
	}

	/** The timeouts of clients that set none of their own. */
	private String timeouts(String name, HttpPoolSettings.Timeouts timeouts) {
		HttpClientSettings settings = this.defaults.settingsWithoutPool(name);
		boolean read = settings.readTimeout() != null && !responseTimeoutSet(name);
		Map<String, Duration> words = new LinkedHashMap<>();
		words.put("acquire", timeouts.acquire());
		words.put("connect", Objects.requireNonNullElse(settings.connectTimeout(), timeouts.connect()));
		words.put(read ? "read" : "response", Objects.requireNonNullElse(settings.readTimeout(), timeouts.response()));
		return words.entrySet()
			.stream()
			.map((timeout) -> timeout.getKey() + " " + WrittenProperties.print(timeout.getValue()))
			.collect(Collectors.joining(", ", "timeouts ", ""));
	}

	private boolean responseTimeoutSet(String name) {
		return Objects.requireNonNull(this.properties.pools().get(name)).responseTimeoutSet();
	}

}
