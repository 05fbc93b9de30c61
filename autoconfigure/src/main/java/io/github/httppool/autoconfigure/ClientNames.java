package io.github.httppool.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.IgnoreErrorsBindHandler;
import org.springframework.core.env.Environment;

/**
 * Names of clients under {@code httppool.clients}. As in every property name, case,
 * dashes and underscores make no difference: they cannot be told from an environment
 * variable.
 */
final class ClientNames {

	private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

	private ClientNames() {
	}

	static boolean allowed(String name) {
		return ALLOWED.matcher(name).matches();
	}

	static boolean same(String name, String other) {
		return uniform(name).equals(uniform(other));
	}

	/**
	 * Returns the names that {@link HttpPoolProperties#getClients()} will have, for those
	 * who have to know them before properties are bound. A value that cannot be converted
	 * is left to be refused then.
	 */
	static Set<String> in(Environment environment) {
		return Binder.get(environment)
			.bind("httppool.clients", Bindable.mapOf(String.class, HttpPoolProperties.Client.class),
					new IgnoreErrorsBindHandler())
			.map((clients) -> distinct(clients).keySet())
			.orElse(Set.of());
	}

	/**
	 * Keeps one of the clients whose names are the same. One spelled with capitals,
	 * dashes or underscores is what a person calls it, as no variable is read like that.
	 * Of several, it is the one of the last source, which is the one that the others
	 * override.
	 */
	static <C> Map<String, C> distinct(Map<String, C> clients) {
		Map<String, String> spelling = new LinkedHashMap<>();
		clients.keySet().forEach((name) -> spelling.merge(uniform(name), name, ClientNames::preferred));
		Map<String, C> distinct = new LinkedHashMap<>(clients);
		distinct.keySet().retainAll(spelling.values());
		return distinct;
	}

	private static String preferred(String name, String later) {
		return uniform(later).equals(later) ? name : later;
	}

	private static String uniform(String name) {
		return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
	}

}
