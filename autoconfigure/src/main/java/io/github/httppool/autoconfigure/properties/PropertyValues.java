package io.github.httppool.autoconfigure.properties;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.github.httppool.HttpPool;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.util.ReflectionUtils;

/**
 * The values of all properties at one moment, by name, and which of them were set.
 */
final class PropertyValues {

	private static final String ROOT = "httppool.";

	private static final String CLIENTS = ClientNames.CLIENTS + ".";

	private final Map<String, Object> values = new LinkedHashMap<>();

	private final Set<String> set = new LinkedHashSet<>();

	private final Set<String> clients;

	/**
	 * Copies the values, because the properties may be bound again.
	 * @param properties the properties
	 * @param effective the effective properties
	 * @param written knows which of them were set
	 */
	PropertyValues(HttpPoolProperties properties, EffectiveProperties effective, WrittenProperties written) {
		this.clients = Set.copyOf(properties.getClients().keySet());
		putBound(HttpPool.DEFAULT, KnownProperties.ALL.values(properties), written);
		properties.getClients()
			.forEach((name, client) -> putBound(name, KnownProperties.CLIENT.values(client), written));
		this.values.put(ROOT + "max-total-connections", effective.maxTotalConnections());
		this.values.put(ROOT + "max-total-idle-connections", effective.maxTotalIdleConnections());
		this.values.put(ROOT + "event-loops", effective.eventLoops());
		effective.settings().forEach((name, settings) -> putEffective(prefix(name), settings));
	}

	private static String prefix(String pool) {
		return pool.equals(HttpPool.DEFAULT) ? ROOT : CLIENTS + pool + ".";
	}

	private void putBound(String pool, Map<String, Object> bound, WrittenProperties written) {
		String asWritten = written.prefix(pool) + ".";
		bound.forEach((key, value) -> {
			this.values.put(prefix(pool) + key, value);
			if (written.isSet(asWritten + key)) {
				this.set.add(prefix(pool) + key);
			}
		});
	}

	private void putEffective(String prefix, Record values) {
		for (RecordComponent component : values.getClass().getRecordComponents()) {
			Object value = ReflectionUtils.invokeMethod(component.getAccessor(), values);
			String name = prefix + DataObjectPropertyName.toDashedForm(component.getName());
			if (value instanceof Record below) {
				putEffective(name + ".", below);
			}
			else if (value != null) {
				this.values.put(name, value);
			}
		}
	}

	Set<String> clients() {
		return this.clients;
	}

	/**
	 * Returns the properties that are set in either and have different values.
	 */
	Set<String> differentFrom(PropertyValues other) {
		Set<String> names = new LinkedHashSet<>(this.set);
		names.addAll(other.set);
		names.removeIf((name) -> Objects.equals(this.values.get(name), other.values.get(name)));
		return names;
	}

	String print(String name) {
		Object value = this.values.get(name);
		return (value != null) ? WrittenProperties.shown(name, WrittenProperties.print(value)) : "none";
	}

}
