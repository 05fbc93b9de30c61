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
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Follows properties that change while the application runs, as with Spring Cloud's
 * {@code /actuator/refresh}. Limits that a pool only looks at take effect at once; all
 * else that it was built with does after a restart, which is logged. If any value is
 * invalid, none takes effect, as a restart would fail with it.
 * <p>
 * The values are compared, regardless of the keys that the event names: keys of
 * placeholders and environment variables are spelled differently.
 */
public final class PropertyChanges implements SmartApplicationListener {

	/** By name, because Spring Cloud is not a dependency. */
	public static final String EVENT = "org.springframework.cloud.context.environment.EnvironmentChangeEvent";

	private static final String CONSEQUENCE = "the pools keep the values they run with, and a restart would fail";

	private static final String AFTER_RESTART = ", which takes effect after a restart";

	private static final Map<Class<?>, String> ALLOWED = Map.of(Integer.class, "a whole number", Double.class,
			"a number", boolean.class, "true or false", Boolean.class, "true or false", Duration.class,
			"a time, such as 500ms, 2s or 10m");

	/** What takes effect at once, of the application and of each pool. */
	private static final Set<String> LIVE = Set.of("fleet.replicas", "pool.fleet-max-connections",
			"pool.max-connections", "pool.max-streaming-connections", "pool.max-idle-connections",
			"pool.max-pending-acquires", "pool.max-idle-time", "pool.max-life-time", "pool.max-life-time-jitter",
			"pool.max-requests-per-connection", "pool.leasing", "timeouts.acquire");

	private static final Log logger = LogFactory.getLog(PropertyChanges.class);

	private final PropertyValues running;

	private final Supplier<@Nullable SettingsUpdate> update;

	// What is in force of that which takes effect at once.
	private PropertyValues inForce;

	private final Supplier<HttpPoolProperties> present;

	private final ConfigurableEnvironment environment;

	private Set<String> said = Set.of();

	/**
	 * Creates the listener.
	 * @param properties the properties as they are bound now
	 * @param effective the properties the pools were built with
	 * @param present binds the properties again
	 * @param update has the pools follow, if there are any
	 * @param environment where they are bound from
	 */
	public PropertyChanges(HttpPoolProperties properties, EffectiveProperties effective,
			Supplier<HttpPoolProperties> present, Supplier<@Nullable SettingsUpdate> update,
			ConfigurableEnvironment environment) {
		this.running = new PropertyValues(properties, effective, new WrittenProperties(environment));
		this.inForce = this.running;
		this.present = present;
		this.update = update;
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
			follow();
		}
		catch (InvalidPropertiesException ex) {
			say(ex.invalid().stream().map(PropertyChanges::sentence).toList(), List.of());
		}
		catch (ConfigurationPropertiesBindException ex) {
			say(List.of(sentence(ex)), List.of());
		}
	}

	private void follow() {
		WrittenProperties written = new WrittenProperties(this.environment);
		new PropertyRules(written).checkNames();
		HttpPoolProperties properties = this.present.get();
		EffectiveProperties effective = EffectiveProperties.of(properties, written);
		PropertyValues values = new PropertyValues(properties, effective, written);
		SettingsUpdate pools = this.update.get();
		String refusal = (pools != null) ? refusal(pools, effective) : null;
		boolean live = pools != null && refusal == null;
		PropertyValues before = live ? replaceInForce(values) : inForce();
		List<String> limits = differences(before, values).filter(PropertyChanges::isLive)
			.map((name) -> change(name, before, values))
			.toList();
		List<String> restarts = new ArrayList<>(clientChanges(values));
		differences(this.running, values).filter((name) -> !isLive(name))
			.forEach((name) -> restarts.add(change(name, this.running, values) + AFTER_RESTART));
		if (!live) {
			limits.forEach((change) -> restarts.add(change + AFTER_RESTART));
		}
		say((refusal != null) ? List.of(refusal) : List.of(), restarts);
		if (live) {
			limits.forEach((change) -> logger.info(change + ", which is in force now"));
		}
	}

	/**
	 * Pools that cannot follow before a restart keep all limits that they have.
	 */
	private static @Nullable String refusal(SettingsUpdate pools, EffectiveProperties effective) {
		try {
			pools.apply(effective);
			return null;
		}
		catch (IllegalArgumentException ex) {
			return "Changed limits are not in force yet: " + ex.getMessage();
		}
	}

	private synchronized PropertyValues inForce() {
		return this.inForce;
	}

	private synchronized PropertyValues replaceInForce(PropertyValues values) {
		PropertyValues before = this.inForce;
		this.inForce = values;
		return before;
	}

	/**
	 * Logs each change once, even if the next event is about another one, and even if a
	 * value was rejected in between.
	 */
	private synchronized void say(List<String> refused, List<String> changes) {
		refused.stream().filter((sentence) -> !this.said.contains(sentence)).forEach(logger::error);
		changes.stream().filter((sentence) -> !this.said.contains(sentence)).forEach(logger::warn);
		Set<String> said = new LinkedHashSet<>(refused.isEmpty() ? Set.of() : this.said);
		said.addAll(refused);
		said.addAll(changes);
		this.said = said;
	}

	private List<String> clientChanges(PropertyValues present) {
		return changedClients(present).stream()
			.map((client) -> prefix(client) + (present.clients().contains(client) ? " was added" : " was removed")
					+ AFTER_RESTART)
			.toList();
	}

	private Set<String> changedClients(PropertyValues present) {
		Set<String> clients = new LinkedHashSet<>(this.running.clients());
		clients.addAll(present.clients());
		clients.removeIf((client) -> this.running.clients().contains(client) == present.clients().contains(client));
		return clients;
	}

	/**
	 * The names of what has changed, but of clients that were added or removed.
	 */
	private Stream<String> differences(PropertyValues before, PropertyValues present) {
		Set<String> clients = changedClients(present);
		return present.differentFrom(before)
			.stream()
			.filter((name) -> clients.stream().noneMatch((client) -> name.startsWith(prefix(client) + ".")));
	}

	private static String change(String name, PropertyValues before, PropertyValues present) {
		return "%s changed from %s to %s".formatted(name, before.print(name), present.print(name));
	}

	private static boolean isLive(String name) {
		String clients = ClientNames.CLIENTS + ".";
		int start = name.startsWith(clients) ? name.indexOf('.', clients.length()) : name.indexOf('.');
		return LIVE.contains(name.substring(start + 1));
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
