package io.github.httppool.jfr;

import java.util.Optional;

import io.github.httppool.HttpPoolListener;
import io.github.httppool.LeakKind;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of the pools begin, if a recording wants them. Otherwise each of these
 * methods is the look at a boolean. An event that is created has the flight recorder read
 * all types of events of the JVM, which takes a tenth of a second: before the first
 * recording there is none. Safe for use by several threads.
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
		return (isInUse() && Probes.LEASE.isEnabled()) ? new LeaseEvent() : null;
	}

	/**
	 * A connection is to be opened.
	 * @return the event to begin, {@code null} if it is not recorded
	 */
	public static @Nullable DialEvent dial() {
		return (isInUse() && Probes.DIAL.isEnabled()) ? new DialEvent() : null;
	}

	/**
	 * Returns what records the other events.
	 * @return a listener of the pools, nothing if the runtime has no flight recorder
	 */
	public static Optional<HttpPoolListener> listener() {
		return PRESENT ? Optional.of(new JfrListener()) : Optional.empty();
	}

	/**
	 * Writes the event of a close.
	 */
	static void closed(HttpPoolListener.Closed close) {
		if (isInUse() && Probes.CLOSE.isEnabled()) {
			new CloseEvent().write(close);
		}
	}

	/**
	 * Writes the event of a leak.
	 */
	static void leaked(LeakKind kind, HttpPoolListener.Leak leak) {
		if (isInUse() && Probes.LEAK.isEnabled()) {
			new LeakEvent().write(kind, leak);
		}
	}

	/**
	 * Returns whether this JVM has ever had a recording.
	 */
	private static boolean isInUse() {
		return PRESENT && FlightRecorder.isInitialized();
	}

	/**
	 * Whether an event is enabled can only be asked of an event. Loaded with the first
	 * recording.
	 */
	private static final class Probes {

		private static final LeaseEvent LEASE = new LeaseEvent();

		private static final DialEvent DIAL = new DialEvent();

		private static final CloseEvent CLOSE = new CloseEvent();

		private static final LeakEvent LEAK = new LeakEvent();

	}

}
