package io.github.httppool.e2e.docs;

import java.io.IOException;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

import io.github.httppool.HttpPools;
import tools.jackson.databind.json.JsonMapper;

/**
 * The configuration properties of all libraries on the class path.
 *
 * @param names their names
 */
record ConfigurationMetadata(Set<String> names) {

	static ConfigurationMetadata read() throws IOException {
		Set<String> names = new TreeSet<>();
		JsonMapper mapper = new JsonMapper();
		for (var resource : Collections
			.list(HttpPools.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (var in = resource.openStream()) {
				mapper.readTree(in)
					.required("properties")
					.forEach((property) -> names.add(property.required("name").asString()));
			}
		}
		return new ConfigurationMetadata(names);
	}

	/**
	 * Says whether a property has this name, or is an entry of one that is a map.
	 */
	boolean knows(String property) {
		String name = property;
		while (!this.names.contains(name)) {
			int dot = name.lastIndexOf('.');
			if (dot < 0) {
				return false;
			}
			name = name.substring(0, dot);
		}
		return true;
	}

	/**
	 * Says whether this is a property, or where some begin.
	 */
	boolean knowsOrBegins(String property) {
		return knows(property) || this.names.stream().anyMatch((name) -> name.startsWith(property + "."));
	}

}
