package io.github.httppool.sample.leaks;

import java.net.URI;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.httppool.sample.upstream.UpstreamServers;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

/**
 * Triggers the leaks on demand. They call the upstream {@code large} on the shared pool,
 * as any bug of an application would.
 */
@Component
class Leaks {

	private static final String UPSTREAM = "large";

	private final Map<String, Leak> byName = new LinkedHashMap<>();

	private final UpstreamServers upstreams;

	Leaks(Collection<Leak> leaks, UpstreamServers upstreams) {
		this.upstreams = upstreams;
		upstreams.requireKnown(UPSTREAM);
		leaks.stream()
			.sorted(Comparator.comparing(Leak::mistake))
			.forEachOrdered((leak) -> this.byName.put(leak.name(), leak));
	}

	Collection<Leak> all() {
		return this.byName.values();
	}

	Leak get(String name) {
		Leak leak = this.byName.get(name);
		if (leak == null) {
			throw new UnknownLeakException(name, this.byName.keySet());
		}
		return leak;
	}

	/**
	 * Triggers a leak repeatedly until a call fails: once leaks hold all connections,
	 * each further call would only time out.
	 * @param leak the leak
	 * @param count how many times
	 * @return the outcome
	 */
	Outcome happen(Leak leak, int count) {
		URI uri = this.upstreams.uri(UPSTREAM);
		for (int calls = 0; calls < count; calls++) {
			try {
				leak.happen(uri);
			}
			catch (RuntimeException ex) {
				return new Outcome(leak.name(), calls, NestedExceptionUtils.getMostSpecificCause(ex).getMessage());
			}
		}
		return new Outcome(leak.name(), count, null);
	}

	/**
	 * The outcome of triggering a leak.
	 *
	 * @param leak name of the leak
	 * @param calls how many calls lost their response
	 * @param failure why there were fewer than requested, if so
	 */
	record Outcome(String leak, int calls, @Nullable String failure) {
	}

}
