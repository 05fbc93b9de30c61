package io.github.httppool.autoconfigure.properties;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

import org.springframework.boot.convert.DurationStyle;

/**
 * Finds timeouts of Spring Boot that have no effect, because one written under
 * {@code httppool} overrides them.
 */
final class DroppedTimeouts {

	private static final String CONNECT = "timeouts.connect";

	private static final String RESPONSE = "timeouts.response";

	private final WrittenProperties written;

	private final Set<String> sentences = new LinkedHashSet<>();

	private DroppedTimeouts(WrittenProperties written) {
		this.written = written;
	}

	/**
	 * Returns what to warn of.
	 * @param written where properties were written
	 * @param pools names of the pools
	 * @param sharedInUse whether any of Spring Boot's own clients is on the shared pool
	 * @return one sentence for each pair of timeouts
	 */
	static Set<String> in(WrittenProperties written, Set<String> pools, boolean sharedInUse) {
		DroppedTimeouts dropped = new DroppedTimeouts(written);
		if (sharedInUse) {
			dropped.compareShared();
		}
		pools.forEach(dropped::compareGroup);
		return dropped.sentences;
	}

	private void compareShared() {
		compareShared(CONNECT, "spring.http.clients.connect-timeout", "");
		compareShared(RESPONSE, "spring.http.clients.read-timeout",
				": the response has to begin in that time, and a body that stalls ends after httppool.timeouts.read-idle");
	}

	/**
	 * A timeout of a single client does not affect Spring Boot's timeout for the others.
	 */
	private void compareShared(String key, String name, String consequence) {
		WrittenProperty ours = this.written.find("httppool." + key, Duration.ZERO);
		WrittenProperty boots = this.written.find(name, Duration.ZERO);
		if (ours.set() && boots.set() && !isSame(boots, ours)) {
			this.sentences.add("%s is %s%s, but has no effect on clients on the pool beside %s%s"
				.formatted(boots.name(), boots.value(), boots.where(), ours, consequence));
		}
	}

	private void compareGroup(String pool) {
		compareGroup(pool, CONNECT, "connect-timeout");
		compareGroup(pool, RESPONSE, "read-timeout");
	}

	/**
	 * The group's own timeout wins over the pool's. One written for all clients is not
	 * compared.
	 */
	private void compareGroup(String pool, String key, String name) {
		WrittenProperty ours = this.written.find(this.written.prefix(pool) + "." + key, Duration.ZERO);
		WrittenProperty group = this.written.find("spring.http.serviceclient." + pool + "." + name, Duration.ZERO);
		if (ours.set() && group.set() && !isSame(group, ours)) {
			this.sentences.add("%s is %s%s, but has no effect on the HTTP service group '%s' beside %s"
				.formatted(ours.name(), ours.value(), ours.where(), pool, group));
		}
	}

	private static boolean isSame(WrittenProperty one, WrittenProperty other) {
		return value(one).equals(value(other));
	}

	/**
	 * A value that only the application's own converter can read is compared as written.
	 */
	private static Object value(WrittenProperty property) {
		try {
			return DurationStyle.detectAndParse(property.value().strip());
		}
		catch (IllegalArgumentException ex) {
			return property.value();
		}
	}

}
