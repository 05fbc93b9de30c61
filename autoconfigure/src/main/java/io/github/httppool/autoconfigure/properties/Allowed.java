package io.github.httppool.autoconfigure.properties;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.github.httppool.EventsSnapshot;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.NoProxyRules;
import io.github.httppool.ProxyServer;
import io.github.httppool.boot.EventLoopCount;

import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * The values that a property may have, and how a message describes them.
 *
 * @param <V> type of the property
 * @param includes whether a value is allowed
 * @param text what the value must be
 */
record Allowed<V>(Predicate<V> includes, String text) {

	/** RFC 1035, section 2.3.4, and the dot at the end. */
	private static final int LONGEST_DOMAIN = 254;

	private static final Pattern DOMAIN = Pattern.compile("([A-Za-z0-9_-]{1,63}\\.)*[A-Za-z0-9_-]{1,63}\\.?");

	static final Allowed<Integer> FROM_ZERO = range(0, Integer.MAX_VALUE, "must be 0 or more");

	static final Allowed<Integer> FROM_ONE = range(1, Integer.MAX_VALUE, "must be 1 or more");

	static final Allowed<EventLoopCount> EVENT_LOOPS = new Allowed<>((eventLoops) -> eventLoops.number() >= 1,
			EventLoopCount.ALLOWED);

	static final Allowed<Integer> EVENTS = range(0, EventsSnapshot.MAX_SIZE,
			"must be from 0 to " + EventsSnapshot.MAX_SIZE);

	/** The most that resolv.conf may say. */
	static final Allowed<Integer> NDOTS = range(0, 15, "must be from 0 to 15");

	static final Allowed<List<String>> DOMAINS = new Allowed<>(
			(domains) -> domains.stream().allMatch(Allowed::isDomain),
			"must be names of domains, such as svc.example: labels of letters, digits, '-' and '_'");

	static final Allowed<Double> SHARE = range(0.0, 1.0, "must be from 0 to 1");

	static final Allowed<List<Integer>> ERROR_STATUSES = new Allowed<>(
			(statuses) -> statuses.stream().allMatch((status) -> status >= 400 && status <= 599),
			"must be status codes from 400 to 599");

	static final Allowed<String> BASE_URL = new Allowed<>(BaseUrl::allowed, BaseUrl.ALLOWED);

	/** Empty, there is no proxy, whatever is inherited or in the environment. */
	static final Allowed<String> PROXY_URL = new Allowed<>((url) -> url.isEmpty() || ProxyServer.isUrl(url),
			"must be http://host:port or socks5://host:port");

	static final Allowed<List<String>> NO_PROXY = new Allowed<>(
			(rules) -> rules.stream().allMatch(NoProxyRules::isRule),
			"must be hosts, suffixes such as .example, addresses and blocks such as 10.0.0.0/8, each with or without"
					+ " :port");

	/** Whether the bundle exists is checked later, once the bundles are known. */
	static final Allowed<String> SSL_BUNDLE = new Allowed<>(StringUtils::hasText, "must be the name of an SSL bundle");

	/** Empty, a client has none where the shared pool has one. */
	static final Allowed<String> DEADLINE_HEADER = new Allowed<>(
			(name) -> name.isEmpty() || HttpPoolSettings.Timeouts.isDeadlineHeader(name),
			"must be the name of a header: letters, digits and !#$%&'*+-.^_`|~, and none that HTTP itself uses, such"
					+ " as Content-Length");

	/**
	 * Netty counts timeouts in milliseconds, in an int; that is a little over 24 days.
	 */
	private static final Duration LONGEST = Duration.ofDays(24);

	/** Less than a millisecond would become 0, which Netty takes as no timeout at all. */
	static final Allowed<Duration> TIME = range(Duration.ofMillis(1), LONGEST, "must be from 1ms to 24d");

	static final Allowed<Duration> TIME_OR_NONE = range(Duration.ZERO, LONGEST, "must be from 0 to 24d");

	static final Allowed<DataSize> SIZE = range(DataSize.ofBytes(0), DataSize.ofBytes(Long.MAX_VALUE),
			"must be 0 or more");

	private static boolean isDomain(String name) {
		return DOMAIN.matcher(name).matches() && name.length() <= LONGEST_DOMAIN;
	}

	private static <V extends Comparable<V>> Allowed<V> range(V least, V most, String text) {
		return new Allowed<>((value) -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0, text);
	}

}
