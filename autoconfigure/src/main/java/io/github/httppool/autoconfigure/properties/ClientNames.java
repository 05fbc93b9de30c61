package io.github.httppool.autoconfigure.properties;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.IgnoreErrorsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * The names of clients under {@code httppool.clients}. As in every property name, case,
 * dashes and underscores make no difference, because an environment variable cannot
 * express them.
 */
public final class ClientNames {

	static final ConfigurationPropertyName CLIENTS = ConfigurationPropertyName.of("httppool.clients");

	/** Prefix of the bean names of the shared clients. */
	private static final String SHARED = "httpPool";

	private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

	private ClientNames() {
	}

	static boolean allowed(String name) {
		return ALLOWED.matcher(name).matches();
	}

	/**
	 * Returns whether a client of that name would have the same bean names as the shared
	 * clients.
	 * @param name name of a client, in any spelling
	 * @return whether the name is taken
	 */
	public static boolean isShared(String name) {
		return same(name, SHARED);
	}

	static boolean same(String name, String other) {
		return uniform(name).equals(uniform(other));
	}

	/**
	 * Returns the names that {@link HttpPoolProperties#getClients()} will have, before
	 * properties are bound. A value that cannot be converted is rejected later, when
	 * properties are bound.
	 * @param environment the application's environment
	 * @return the names
	 */
	public static Set<String> in(Environment environment) {
		return Binder.get(environment)
			.bind(CLIENTS, Bindable.mapOf(String.class, HttpPoolProperties.Client.class),
					new ClientNamesBindHandler(new IgnoreErrorsBindHandler()))
			.map(Map::keySet)
			.orElse(Set.of());
	}

	/**
	 * Gives each client a single name. Spring Boot creates a client for each spelling,
	 * all with the same values.
	 * @param clients the clients by every spelling of their names
	 * @param sources where they were written, from high to low precedence
	 * @return the clients, each with its name in the lowest source; environment variables
	 * count last. Higher sources override values, but never change a name
	 */
	static <C> Map<String, C> named(Map<String, C> clients, Iterable<ConfigurationPropertySource> sources) {
		Map<String, String> names = names(sources);
		Map<String, C> named = new LinkedHashMap<>();
		clients.forEach((name, client) -> named.putIfAbsent(names.getOrDefault(uniform(name), name), client));
		return named;
	}

	/**
	 * A variable counts only if there is no other source, because it has lost case and
	 * dashes.
	 */
	private static Map<String, String> names(Iterable<ConfigurationPropertySource> sources) {
		Map<String, String> names = new HashMap<>();
		Map<String, String> ofVariables = new HashMap<>();
		for (ConfigurationPropertySource source : sources) {
			Map<String, String> found = WrittenClientName.isVariables(source) ? ofVariables : names;
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream()
					.filter(CLIENTS::isAncestorOf)
					.map((property) -> property.getElement(CLIENTS.getNumberOfElements(), Form.ORIGINAL))
					.forEach((name) -> found.put(uniform(name), name));
			}
		}
		ofVariables.forEach(names::putIfAbsent);
		return names;
	}

	/**
	 * Returns the form that all spellings of a name have in common.
	 * @param name name of a client
	 * @return the name without capitals, dashes and underscores
	 */
	public static String uniform(String name) {
		return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
	}

}
