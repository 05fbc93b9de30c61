package io.github.httppool.autoconfigure.properties;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Logs what happens to properties that change while the application runs, as with Spring
 * Cloud's {@code /actuator/refresh}: the pools keep the values they were built with. A
 * valid new value takes effect after a restart; an invalid one would make the restart
 * fail.
 * <p>
 * The values are compared, regardless of the keys that the event names: keys of
 * placeholders and environment variables are spelled differently.
 */
public final class PropertyChanges implements SmartApplicationListener {

	/** By name, because Spring Cloud is not a dependency. */
	public static final String EVENT = "org.springframework.cloud.context.environment.EnvironmentChangeEvent";

	private static final String CONSEQUENCE = "the pools keep the values they run with, and a restart would fail";

	private static final Map<Class<?>, String> ALLOWED = Map.of(Integer.class, "a whole number", Double.class,
			"a number", boolean.class, "true or false", Boolean.class, "true or false", Duration.class,
			"a time, such as 500ms, 2s or 10m");

	private static final Log logger = LogFactory.getLog(PropertyChanges.class);

	private final PropertyValues running;

	private final Supplier<HttpPoolProperties> present;

	private final ConfigurableEnvironment environment;

	private Set<String> said = Set.of();

	/**
	 * Creates the listener.
	 * @param properties the properties as they are bound now
	 * @param effective the properties the pools were built with
	 * @param present binds the properties again
	 * @param environment where they are bound from
	 */
	public PropertyChanges(HttpPoolProperties properties, EffectiveProperties effective,
			Supplier<HttpPoolProperties> present, ConfigurableEnvironment environment) {
		this.running = new PropertyValues(properties, effective, new WrittenProperties(environment));
		this.present = present;
		this.environment = environment;
	}

	@Override
	public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
		for (Class<?> each = type; each != null; each = each.getSuperclass()) {
			if (each.getName().equals(EVENT)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Runs before Spring Cloud binds again, which throws an exception if a value cannot
	 * be converted.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		try {
			say(List.of(), changes(bind()));
		}
		catch (InvalidPropertiesException ex) {
			say(ex.invalid().stream().map(PropertyChanges::sentence).toList(), List.of());
		}
		catch (ConfigurationPropertiesBindException ex) {
			say(List.of(sentence(ex)), List.of());
		}
	}

	private PropertyValues bind() {
		WrittenProperties written = new WrittenProperties(this.environment);
		new PropertyRules(written).checkNames();
		HttpPoolProperties properties = this.present.get();
		return new PropertyValues(properties, EffectiveProperties.of(properties, written), written);
	}

	/**
	 * Logs each change once, even if the next event is about another one, and even if a
	 * value was rejected in between.
	 */
	private synchronized void say(List<String> refused, List<String> changes) {
		refused.stream().filter((sentence) -> !this.said.contains(sentence)).forEach(logger::error);
		changes.stream().filter((sentence) -> !this.said.contains(sentence)).forEach(logger::warn);
		Set<String> said = new LinkedHashSet<>(refused.isEmpty() ? changes : this.said);
		said.addAll(refused);
		this.said = said;
	}

	private List<String> changes(PropertyValues present) {
		List<String> changes = new ArrayList<>();
		Set<String> clients = new LinkedHashSet<>(this.running.clients());
		clients.addAll(present.clients());
		clients.removeIf((client) -> this.running.clients().contains(client) == present.clients().contains(client));
		clients.forEach((client) -> changes.add("%s was %s, which takes effect after a restart"
			.formatted(prefix(client), present.clients().contains(client) ? "added" : "removed")));
		present.differentFrom(this.running)
			.stream()
			.filter((name) -> clients.stream().noneMatch((client) -> name.startsWith(prefix(client) + ".")))
			.forEach((name) -> changes.add("%s changed from %s to %s, which takes effect after a restart"
				.formatted(name, this.running.print(name), present.print(name))));
		return changes;
	}

	private static String prefix(String client) {
		return ClientNames.CLIENTS + "." + client;
	}

	private static String sentence(InvalidProperty invalid) {
		WrittenProperty property = invalid.property();
		return "%s is %s%s, but %s: %s".formatted(property.name(), property.value(), property.where(), invalid.reason(),
				CONSEQUENCE);
	}

	/**
	 * Spring Boot's exception names the property, and its cause what is wrong with it.
	 */
	private static String sentence(ConfigurationPropertiesBindException failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof BindException bind && bind.getProperty() != null) {
				return sentence(invalid(bind, bind.getProperty()));
			}
		}
		return "Properties under 'httppool' cannot be bound (%s): %s"
			.formatted(NestedExceptionUtils.getMostSpecificCause(failure), CONSEQUENCE);
	}

	private static InvalidProperty invalid(BindException failure, ConfigurationProperty property) {
		Class<?> type = failure.getTarget().getType().resolve(Object.class);
		return new InvalidProperty(new WrittenProperty(property.getName().toString(), property.getValue().toString(),
				property.getOrigin(), true), "must be " + allowed(type));
	}

	private static String allowed(Class<?> type) {
		if (type.isEnum()) {
			return Stream.of(type.getEnumConstants())
				.map((constant) -> constant.toString().toLowerCase(Locale.ROOT))
				.collect(Collectors.joining(", ", "one of ", ""));
		}
		return ALLOWED.getOrDefault(type, "of type " + type.getSimpleName());
	}

}
