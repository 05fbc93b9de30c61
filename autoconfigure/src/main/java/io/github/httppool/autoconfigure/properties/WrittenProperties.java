package io.github.httppool.autoconfigure.properties;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.github.httppool.HttpPool;
import io.github.httppool.boot.WrittenDuration;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Finds out whether, how and where a bound value was written: a bound object does not
 * know, but the environment does.
 */
public class WrittenProperties {

	private static final String CLIENTS = "httppool.clients";

	private final ConfigurableEnvironment environment;

	private final List<ConfigurationPropertySource> sources;

	/**
	 * Creates a view of an environment.
	 * @param environment where properties were bound from
	 */
	public WrittenProperties(ConfigurableEnvironment environment) {
		this.environment = environment;
		this.sources = StreamSupport
			.stream(ConfigurationPropertySources.from(environment.getPropertySources()).spliterator(), false)
			.toList();
	}

	/**
	 * Returns whether nothing is written at and below {@code httppool}, so that no rule
	 * about what is written need be loaded.
	 * @return {@code false} also if a source cannot tell
	 */
	boolean isEmpty() {
		return this.sources.stream().allMatch(WrittenProperties::isEmpty);
	}

	private static boolean isEmpty(ConfigurationPropertySource source) {
		return source.getConfigurationProperty(KnownProperties.ROOT) == null
				&& source.containsDescendantOf(KnownProperties.ROOT) == ConfigurationPropertyState.ABSENT;
	}

	/**
	 * Returns the property that a setting of a pool comes from: the pool's own, or else
	 * the one it inherits.
	 * @param pool name of the pool
	 * @param key rest of the property's name
	 * @param value the effective value
	 * @return how it was written
	 */
	public WrittenProperty find(String pool, String key, Object value) {
		WrittenProperty own = find(prefix(pool) + "." + key, value);
		return own.set() ? own : find("httppool." + key, value);
	}

	/**
	 * Returns the property of that name.
	 * @param name full name in its canonical form
	 * @param value the bound value, or the default
	 * @return how it was written
	 */
	public WrittenProperty find(String name, Object value) {
		return Stream.ofNullable(find(canonical(name)))
			.map((property) -> new WrittenProperty(name, shown(name, text(property)), property.getOrigin(), true))
			.filter((written) -> isSource(written, value))
			.findFirst()
			.orElseGet(() -> new WrittenProperty(name, shown(name, print(value)), null, false));
	}

	/**
	 * Returns what a message may show of a value: of a proxy's URL all but user name and
	 * password, of these nothing.
	 * @param name name of the property
	 * @param text its value
	 * @return the text, or what is left of it
	 */
	static String shown(String name, String text) {
		if (name.endsWith(".proxy.url")) {
			return BaseUrl.masked(text);
		}
		String spelled = ClientNames.uniform(name);
		boolean secret = spelled.endsWith(".proxy.username") || spelled.endsWith(".proxy.password");
		return (secret && !text.isEmpty()) ? "***" : text;
	}

	/**
	 * Returns the environment variables, as far as Spring knows them.
	 * @return the variables by their names as they are
	 */
	Map<String, String> environmentVariables() {
		PropertySource<?> source = this.environment.getPropertySources()
			.get(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
		Map<String, String> variables = new HashMap<>();
		if (source instanceof EnumerablePropertySource<?> enumerable) {
			for (String name : enumerable.getPropertyNames()) {
				variables.put(name, String.valueOf(enumerable.getProperty(name)));
			}
		}
		return variables;
	}

	/**
	 * Returns whether a setting of a pool was written, for the pool itself or for the
	 * shared pool.
	 */
	boolean isSet(String pool, String key) {
		return isOwn(pool, key) || isOwn(HttpPool.DEFAULT, key);
	}

	/**
	 * Returns whether a setting of a pool was written for the pool itself.
	 */
	boolean isOwn(String pool, String key) {
		return isSet(prefix(pool) + "." + key);
	}

	/**
	 * Returns whether a property was written, and not as an empty text.
	 */
	boolean isSet(String name) {
		ConfigurationProperty property = find(canonical(name));
		return property != null && !text(property).isEmpty();
	}

	private @Nullable ConfigurationProperty find(ConfigurationPropertyName name) {
		return this.sources.stream()
			.flatMap((source) -> Stream.ofNullable(source.getConfigurationProperty(name)))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Returns the sources of properties, from high to low precedence.
	 */
	List<ConfigurationPropertySource> sources() {
		return this.sources;
	}

	/**
	 * Returns a misplaced property, with its value masked, because it may be a credential
	 * or a URL with one.
	 */
	WrittenProperty masked(ConfigurationProperty property) {
		String name = property.getName().toString();
		return new WrittenProperty(name, shown(name, BaseUrl.masked(text(property))), property.getOrigin(), true);
	}

	/**
	 * Returns the value of a property with placeholders resolved, so that a message shows
	 * the actual value.
	 */
	String text(ConfigurationProperty property) {
		return this.environment.resolvePlaceholders(property.getValue().toString());
	}

	/** A number or a time written as an empty text counts as not written. */
	private static boolean isSource(WrittenProperty written, Object value) {
		return !written.value().isEmpty() || value.toString().isEmpty();
	}

	/**
	 * Returns the prefix of the names of a pool's properties.
	 * @param pool name of the pool
	 * @return prefix without a dot at its end
	 */
	String prefix(String pool) {
		return pool.equals(HttpPool.DEFAULT) ? "httppool" : clientPrefix(pool);
	}

	/**
	 * Returns what the names of a client's properties begin with.
	 * @param name name of the client, allowed or not
	 * @return prefix without a dot at its end
	 */
	public String clientPrefix(String name) {
		String prefix = CLIENTS + "." + name;
		String inBrackets = CLIENTS + "[" + name + "]";
		return (first(prefix) == null && first(inBrackets) != null) ? inBrackets : prefix;
	}

	private @Nullable ConfigurationProperty first(String prefix) {
		return under(canonical(prefix)).findFirst().orElse(null);
	}

	/**
	 * Returns everything written for a property and those below it.
	 * @param parent name of the property
	 * @return the properties, from high to low precedence
	 */
	Stream<ConfigurationProperty> under(ConfigurationPropertyName parent) {
		return this.sources.stream()
			.flatMap((source) -> (source instanceof IterableConfigurationPropertySource iterable) ? iterable.stream()
				.filter((name) -> name.equals(parent) || parent.isAncestorOf(name))
				.flatMap((name) -> Stream.ofNullable(source.getConfigurationProperty(name)))
				.filter((property) -> !ServiceLinks.isLink(source, property)) : Stream.empty());
	}

	/** Adapted, because names of clients may be in camel case. */
	private static ConfigurationPropertyName canonical(String name) {
		return ConfigurationPropertyName.adapt(name, '.');
	}

	/**
	 * Formats a value as it is written in a configuration file.
	 * @param value the value
	 * @return its text
	 */
	public static String print(Object value) {
		if (value instanceof Collection<?> values) {
			return values.stream().map(Object::toString).collect(Collectors.joining(","));
		}
		return (value instanceof Duration duration) ? WrittenDuration.of(duration) : value.toString();
	}

}
