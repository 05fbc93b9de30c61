package io.github.httppool.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.github.httppool.HttpPool;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.util.ReflectionUtils;

/**
 * The values of all properties at one moment, by their names.
 */
final class PropertyValues {

	private static final String ROOT = "httppool.";

	private static final String CLIENTS = ClientNames.CLIENTS + ".";

	private final Map<String, Object> set = new LinkedHashMap<>();

	/** What holds where nothing is set. */
	private final Map<String, Object> effective = new LinkedHashMap<>();

	private final Set<String> clients;

	/**
	 * Takes the values over, as the properties may be bound again.
	 * @param properties the properties
	 * @param effective what was made of them
	 */
	PropertyValues(HttpPoolProperties properties, EffectiveProperties effective) {
		this.clients = Set.copyOf(properties.getClients().keySet());
		this.set.putAll(KnownProperties.ALL.values(ROOT, properties));
		properties.getClients()
			.forEach((name, client) -> this.set.putAll(KnownProperties.CLIENT.values(CLIENTS + name + ".", client)));
		this.effective.put(ROOT + "max-total-connections", effective.maxTotalConnections());
		this.effective.put(ROOT + "max-total-idle-connections", effective.maxTotalIdleConnections());
		this.effective.put(ROOT + "event-loops", effective.eventLoops());
		effective.settings()
			.forEach((name, settings) -> putEffective(name.equals(HttpPool.DEFAULT) ? ROOT : CLIENTS + name + ".",
					settings));
	}

	private void putEffective(String prefix, Record values) {
		for (RecordComponent component : values.getClass().getRecordComponents()) {
			Object value = ReflectionUtils.invokeMethod(component.getAccessor(), values);
			String name = prefix + DataObjectPropertyName.toDashedForm(component.getName());
			if (value instanceof Record below) {
				putEffective(name + ".", below);
			}
			else if (value != null) {
				this.effective.put(name, value);
			}
		}
	}

	Set<String> clients() {
		return this.clients;
	}

	/**
	 * Returns the properties that are set here or there and do not have the same value.
	 */
	Set<String> differentFrom(PropertyValues other) {
		Set<String> names = new LinkedHashSet<>(this.set.keySet());
		names.addAll(other.set.keySet());
		names.removeIf((name) -> Objects.equals(get(name), other.get(name)));
		return names;
	}

	private @Nullable Object get(String name) {
		Object value = this.set.get(name);
		return (value != null) ? value : this.effective.get(name);
	}

	String print(String name) {
		Object value = get(name);
		return (value != null) ? WrittenProperties.print(value) : "none";
	}

}
