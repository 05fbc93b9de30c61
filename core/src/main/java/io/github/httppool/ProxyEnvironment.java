package io.github.httppool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The proxies that environment variables name: {@code HTTP_PROXY} for {@code http}
 * targets, {@code HTTPS_PROXY} for {@code https} targets, {@code ALL_PROXY} for what has
 * none of its own, {@code NO_PROXY} for what is reached without. The same names in lower
 * case go before them, as with curl. Loopback targets are never proxied, as with Go.
 * <p>
 * {@code HTTP_PROXY} in upper case is ignored in a CGI program, where a client can set it
 * by a header {@code Proxy} (CVE-2016-5388): such a program has {@code REQUEST_METHOD}.
 */
public final class ProxyEnvironment {

	private static final String ALLOWED = "http://host:port or socks5://host:port";

	private final Map<String, String> variables;

	private final List<String> problems = new ArrayList<>();

	private final ProxySettings settings;

	/**
	 * Reads the variables.
	 * @param variables the environment, usually {@link System#getenv()}
	 */
	public ProxyEnvironment(Map<String, String> variables) {
		this.variables = variables;
		ProxyServer any = server("all_proxy", "ALL_PROXY");
		ProxyServer http = isCgi() ? server("http_proxy") : server("http_proxy", "HTTP_PROXY");
		ProxyServer https = server("https_proxy", "HTTPS_PROXY");
		this.settings = settings((http != null) ? http : any, (https != null) ? https : any);
	}

	private ProxySettings settings(@Nullable ProxyServer http, @Nullable ProxyServer https) {
		return (http != null || https != null) ? new ProxySettings(http, https, noProxy(), false) : ProxySettings.NONE;
	}

	/**
	 * Returns the proxies. A variable that cannot be used counts as not set.
	 * @return the settings
	 */
	public ProxySettings settings() {
		return this.settings;
	}

	/**
	 * Returns what cannot be used.
	 * @return one sentence for each, without credentials; empty if there is none
	 */
	public List<String> problems() {
		return List.copyOf(this.problems);
	}

	private boolean isCgi() {
		return this.variables.containsKey("REQUEST_METHOD");
	}

	private @Nullable ProxyServer server(String... names) {
		return Arrays.stream(names).filter(isSet()).findFirst().map(this::read).orElse(null);
	}

	private Predicate<String> isSet() {
		return (name) -> !this.variables.getOrDefault(name, "").isBlank();
	}

	private @Nullable ProxyServer read(String name) {
		String url = complete(this.variables.getOrDefault(name, "").strip());
		if (!ProxyServer.isUrl(url)) {
			// Not repeated, as it may contain a password.
			this.problems.add("The environment variable %s is ignored: it must be %s".formatted(name, ALLOWED));
			return null;
		}
		return ProxyServer.of(url).namedBy(name);
	}

	/**
	 * Adds what curl and Go add: the scheme, and the port that the scheme stands for.
	 */
	private static String complete(String text) {
		String url = text.contains("://") ? text : "http://" + text;
		String bare = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
		String host = bare.substring(Math.max(bare.lastIndexOf('@'), bare.indexOf("://") + 2) + 1);
		boolean hasPort = host.lastIndexOf(':') > host.lastIndexOf(']');
		return hasPort ? bare : bare + (bare.startsWith("socks") ? ":1080" : ":80");
	}

	private List<String> noProxy() {
		String name = Arrays.asList("no_proxy", "NO_PROXY").stream().filter(isSet()).findFirst().orElse("");
		Map<Boolean, List<String>> rules = Arrays.stream(this.variables.getOrDefault(name, "").split("[,\\s]+"))
			.collect(Collectors.partitioningBy(NoProxyRules::isRule));
		rules.getOrDefault(false, List.of())
			.forEach((text) -> this.problems.add(
					"'%s' in the environment variable %s is ignored: it must be a host, suffix, address or block of addresses, with or without :port"
						.formatted(text, name)));
		return rules.getOrDefault(true, List.of());
	}

}
