package io.github.httppool.jfr;

import java.util.Optional;

import io.github.httppool.HttpPoolListener;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of the pools begin, if a recording wants them. Otherwise each of these
 * methods is the look at a boolean. Safe for use by several threads.
 */
public final class JfrEvents {

	private static final boolean PRESENT = isPresent();

	private JfrEvents() {
	}

	private static boolean isPresent() {
		try {
			Class.forName("jdk.jfr.Event", false, JfrEvents.class.getClassLoader());
			return true;
		}
		catch (ClassNotFoundException ex) {
			// The runtime image is without it.
			return false;
		}
	}

	/**
	 * A call gets a connection.
	 * @return the event to begin, {@code null} if it is not recorded
	 */
	public static @Nullable LeaseEvent lease() {
		return (PRESENT && Probes.LEASE.isEnabled()) ? new LeaseEvent() : null;
	}

	/**
	 * A connection is to be opened.
	 * @return the event to begin, {@code null} if it is not recorded
	 */
	public static @Nullable DialEvent dial() {
		return (PRESENT && Probes.DIAL.isEnabled()) ? new DialEvent() : null;
	}

	/**
	 * Returns what records the other events.
	 * @return a listener of the pools, nothing if the runtime has no flight recorder
	 */
	public static Optional<HttpPoolListener> listener() {
		return PRESENT ? Optional.of(Probes.LISTENER) : Optional.empty();
	}

	/**
	 * Whether an event is enabled can only be asked of an event. Loaded only where there
	 * are any.
	 */
	private static final class Probes {

		private static final LeaseEvent LEASE = new LeaseEvent();

		private static final DialEvent DIAL = new DialEvent();

		private static final HttpPoolListener LISTENER = new JfrListener();

	}

}
