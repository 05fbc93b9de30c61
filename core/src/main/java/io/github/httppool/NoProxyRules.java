package io.github.httppool;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Which targets are reached without a proxy. A rule is one of these, with or without a
 * {@code :port}, to which it then is limited:
 * <ul>
 * <li>{@code host.example}: the host, and all names that end with {@code .host.example};
 * <li>{@code .example} or {@code *.example}: all names that end with {@code .example};
 * <li>{@code 10.0.0.7} or {@code [2001:db8::7]}: the address;
 * <li>{@code 10.0.0.0/8} or {@code 2001:db8::/32}: the addresses of the block (RFC 4632);
 * <li>{@code *}: everything.
 * </ul>
 * Names are not resolved: a rule for addresses applies to targets that are given by their
 * address. This is how Go ({@code golang.org/x/net/http/httpproxy}) and curl read
 * {@code NO_PROXY}.
 */
public final class NoProxyRules {

	/** With a port, an address with colons has brackets. */
	private static final Pattern WITH_PORT = Pattern
		.compile("(?<host>\\[[0-9A-Fa-f:./]+]|[^:\\[\\]]+)(:(?<port>[0-9]{1,5}))?");

	private static final Pattern NAME = Pattern.compile("[.]?[\\p{L}\\p{N}_-]+([.][\\p{L}\\p{N}_-]+)*[.]?");

	private static final Pattern FIGURES = Pattern.compile("[0-9.]+");

	private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])([.](?!$)|$)){4}");

	private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

	private static final int MAX_PORT = 65535;

	private final List<String> texts;

	private final List<Rule> rules;

	private NoProxyRules(List<String> texts, List<Rule> rules) {
		this.texts = texts;
		this.rules = rules;
	}

	/**
	 * Reads rules.
	 * @param texts the rules
	 * @return the rules
	 * @throws IllegalArgumentException if one cannot be understood
	 */
	public static NoProxyRules of(List<String> texts) {
		List<String> kept = texts.stream().map(String::strip).filter((text) -> !text.isEmpty()).toList();
		return new NoProxyRules(kept, kept.stream().map(NoProxyRules::rule).toList());
	}

	/**
	 * Returns whether a text is a rule.
	 * @param text a text
	 * @return whether {@link #of} understands it
	 */
	public static boolean isRule(String text) {
		return text.isBlank() || parse(text.strip()) != null;
	}

	private static Rule rule(String text) {
		Rule rule = parse(text);
		if (rule == null) {
			throw new IllegalArgumentException(
					"'%s' is no host, suffix, address or block of addresses, with or without :port".formatted(text));
		}
		return rule;
	}

	private static @Nullable Rule parse(String text) {
		if (IPV6.matcher(text.split("/", 2)[0]).matches() && text.indexOf(':') != text.lastIndexOf(':')) {
			return target(text, 0);
		}
		Matcher parts = WITH_PORT.matcher(text);
		if (!parts.matches()) {
			return null;
		}
		String port = parts.group("port");
		int number = (port != null) ? Integer.parseInt(port) : 0;
		boolean possible = port == null || (number > 0 && number <= MAX_PORT);
		return possible ? target(withoutBrackets(parts.group("host")), number) : null;
	}

	private static String withoutBrackets(String host) {
		return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
	}

	private static @Nullable Rule target(String host, int port) {
		if (host.equals("*")) {
			return new Rule("", null, 0, port);
		}
		int slash = host.indexOf('/');
		if (slash >= 0) {
			return block(host.substring(0, slash), host.substring(slash + 1), port);
		}
		byte[] address = address(host);
		if (address != null) {
			return new Rule("", address, address.length * Byte.SIZE, port);
		}
		String name = host.startsWith("*.") ? host.substring(1) : host;
		return (NAME.matcher(name).matches() && !FIGURES.matcher(name).matches())
				? new Rule(uniform(name), null, 0, port) : null;
	}

	private static @Nullable Rule block(String text, String prefix, int port) {
		byte[] address = address(text);
		if (address == null || !prefix.matches("[0-9]{1,3}")) {
			return null;
		}
		int bits = Integer.parseInt(prefix);
		return (bits <= address.length * Byte.SIZE) ? new Rule("", address, bits, port) : null;
	}

	/** Neither form has Java ask a name server. */
	private static byte @Nullable [] address(String text) {
		if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
			return null;
		}
		try {
			return InetAddress.getByName(text).getAddress();
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

	private static String uniform(String name) {
		String lower = name.toLowerCase(Locale.ROOT);
		return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
	}

	/**
	 * Returns the rules as they were written.
	 */
	List<String> texts() {
		return this.texts;
	}

	/**
	 * Returns whether a target is reached without a proxy.
	 * @param target the target, resolved or not
	 * @return whether one of the rules applies to it
	 */
	public boolean include(InetSocketAddress target) {
		if (this.rules.isEmpty()) {
			return false;
		}
		byte[] address = addressOf(target);
		String name = uniform(target.getHostString());
		return this.rules.stream().anyMatch((rule) -> rule.appliesTo(name, address, target.getPort()));
	}

	/**
	 * Returns whether a target is this machine, as far as can be told without resolving
	 * its name.
	 * @param target the target, resolved or not
	 * @return whether it is {@code localhost} or a loopback address
	 */
	public static boolean isLoopback(InetSocketAddress target) {
		byte[] address = addressOf(target);
		return uniform(target.getHostString()).equals("localhost") || (address != null && isLoopback(address));
	}

	private static boolean isLoopback(byte[] address) {
		try {
			return InetAddress.getByAddress(address).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte @Nullable [] addressOf(InetSocketAddress target) {
		InetAddress resolved = target.getAddress();
		return (resolved != null) ? resolved.getAddress() : address(target.getHostString());
	}

	@Override
	public String toString() {
		return String.join(",", this.texts);
	}

	/**
	 * One rule.
	 *
	 * @param name the name, with a dot before it if only names below it count; empty for
	 * addresses and for everything
	 * @param address first address of the block, {@code null} for names and for
	 * everything
	 * @param bits how many bits of the address count
	 * @param port the port, 0 for any
	 */
	private record Rule(String name, byte @Nullable [] address, int bits, int port) {

		boolean appliesTo(String host, byte @Nullable [] hostAddress, int hostPort) {
			return (this.port == 0 || this.port == hostPort) && appliesTo(host, hostAddress);
		}

		private boolean appliesTo(String host, byte @Nullable [] hostAddress) {
			if (this.address != null) {
				return hostAddress != null && contains(this.address, hostAddress);
			}
			return this.name.isEmpty() || host.equals(this.name)
					|| host.endsWith(this.name.startsWith(".") ? this.name : "." + this.name);
		}

		private boolean contains(byte[] block, byte[] candidate) {
			if (block.length != candidate.length) {
				return false;
			}
			for (int bit = 0; bit < this.bits; bit++) {
				int mask = 0x80 >> (bit % Byte.SIZE);
				if (((block[bit / Byte.SIZE] ^ candidate[bit / Byte.SIZE]) & mask) != 0) {
					return false;
				}
			}
			return true;
		}

	}

}
