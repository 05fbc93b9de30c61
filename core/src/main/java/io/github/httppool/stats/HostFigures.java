package io.github.httppool.stats;

import java.util.List;

import io.github.httppool.HostSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * One host at one moment, and what its calls need.
 *
 * @param host what the pool holds for it
 * @param queued callers that wait for a connection, without the long-lived calls that
 * wait until another one ends
 * @param streaming most connections that long-lived calls have had at once
 * @param heldLong connections that other calls have had for longer than half a minute,
 * and that are not leaked
 * @param configurations in how many ways its connections are configured that are open or
 * being opened
 * @param differences in what those differ, in words, as far as that is known
 * @param leaked connections that carry responses which nobody will read
 * @param leakedAt where most of those come from, or {@code null} if that is not known
 * @param unread connections that carry responses which the application leaves unread, the
 * leaked ones included
 * @param late whether the event loops were so late within the last minute that calls may
 * have been slow because of that
 * @param demand what its calls need
 */
public record HostFigures(HostSnapshot host, int queued, int streaming, int heldLong, int configurations,
		List<String> differences, int leaked, @Nullable String leakedAt, int unread, boolean late,
		DemandFigures demand) {

	/**
	 * Keeps a copy of the differences.
	 */
	public HostFigures {
		differences = List.copyOf(differences);
	}

}
