package io.github.httppool.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.github.httppool.HttpPoolSettings;

/**
 * Finds timeouts of Spring Boot that have no effect, as one written under
 * {@code httppool} takes their place.
 */
final class DroppedTimeouts {

	private static final String CONNECT = "timeouts.connect";

	private static final String RESPONSE = "timeouts.response";

	private final WrittenProperties written;

	/** A set, as pools that inherit a timeout all have the same to say of it. */
	private final Set<String> sentences = new LinkedHashSet<>();

	private DroppedTimeouts(WrittenProperties written) {
		this.written = written;
	}

	/**
	 * Returns what to warn of.
	 * @param written where properties were written
	 * @param pools the pools by name
	 * @return one sentence for each pair of timeouts
	 */
	static Set<String> in(WrittenProperties written, Map<String, EffectivePool> pools) {
		DroppedTimeouts dropped = new DroppedTimeouts(written);
		pools.forEach(dropped::compare);
		return dropped.sentences;
	}

	private void compare(String pool, EffectivePool effective) {
		HttpPoolSettings.Timeouts timeouts = effective.settings().timeouts();
		if (effective.connectTimeoutSet()) {
			WrittenProperty connect = this.written.find(pool, CONNECT, timeouts.connect());
			compare(connect, "spring.http.clients.connect-timeout", "");
			compareGroup(pool, CONNECT, connect, "connect-timeout");
		}
		if (effective.responseTimeoutSet()) {
			WrittenProperty response = this.written.find(pool, RESPONSE, timeouts.response());
			compare(response, "spring.http.clients.read-timeout",
					": the response has to begin in that time, and a body that stalls is waited for");
			compareGroup(pool, RESPONSE, response, "read-timeout");
		}
	}

	private void compare(WrittenProperty ours, String name, String consequence) {
		WrittenProperty boots = this.written.find(name, Duration.ZERO);
		if (boots.set() && !boots.value().equals(ours.value())) {
			this.sentences.add("%s is %s%s, but has no effect beside %s%s".formatted(boots.name(), boots.value(),
					boots.where(), ours, consequence));
		}
	}

	/** What is written for a group wins; what is written for all clients is not meant. */
	private void compareGroup(String pool, String key, WrittenProperty ours, String name) {
		WrittenProperty group = this.written.find("spring.http.serviceclient." + pool + "." + name, Duration.ZERO);
		boolean ownBoth = group.set() && ours.name().equals(this.written.prefix(pool) + "." + key);
		if (ownBoth && !group.value().equals(ours.value())) {
			this.sentences.add("%s is %s%s, but has no effect on the HTTP service group '%s' beside %s"
				.formatted(ours.name(), ours.value(), ours.where(), pool, group));
		}
	}

}
