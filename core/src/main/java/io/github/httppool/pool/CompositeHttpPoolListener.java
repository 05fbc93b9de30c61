package io.github.httppool.pool;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import io.github.httppool.HttpPoolListener;
import io.github.httppool.text.GuardedLog;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells all listeners, in order, and keeps what they throw away from the calls.
 */
public final class CompositeHttpPoolListener {

	private static final Log logger = LogFactory.getLog(CompositeHttpPoolListener.class);

	private final HttpPoolListener[] listeners;

	private final boolean hearAcquired;

	private final boolean hearReleased;

	private final boolean hearCreated;

	private final boolean hearCreationFailed;

	private final boolean hearClosed;

	private final boolean hearNotAcquired;

	private final boolean hearEndsOfCalls;

	/**
	 * Creates the fan-out.
	 * @param listeners the listeners, in order
	 */
	public CompositeHttpPoolListener(List<? extends HttpPoolListener> listeners) {
		this.listeners = listeners.toArray(HttpPoolListener[]::new);
		this.hearAcquired = anyHears("acquired", HttpPoolListener.Acquired.class);
		this.hearReleased = anyHears("released", HttpPoolListener.Released.class);
		this.hearCreated = anyHears("created", HttpPoolListener.Created.class);
		this.hearCreationFailed = anyHears("creationFailed", HttpPoolListener.CreationFailed.class);
		this.hearClosed = anyHears("closed", HttpPoolListener.Closed.class);
		this.hearNotAcquired = Stream.of("rejected", "timedOut", "cancelled", "failed")
			.anyMatch((method) -> anyHears(method, HttpPoolListener.NotAcquired.class));
		this.hearEndsOfCalls = anyHears("callEnded", HttpPoolListener.CallEnded.class);
	}

	/**
	 * What happens often, with every call or in an outage, is put together only for those
	 * who want to know.
	 */
	private boolean anyHears(String method, Class<?> event) {
		for (HttpPoolListener listener : this.listeners) {
			if (hears(listener, method, event)) {
				return true;
			}
		}
		return false;
	}

	private static boolean hears(HttpPoolListener listener, String method, Class<?> event) {
		try {
			return listener.getClass().getMethod(method, event).getDeclaringClass() != HttpPoolListener.class;
		}
		catch (NoSuchMethodException ex) {
			// Not known, as in a native image.
			return true;
		}
	}

	/**
	 * Returns whether nobody listens, so that no event need be made.
	 * @return whether there are no listeners
	 */
	public boolean isEmpty() {
		return this.listeners.length == 0;
	}

	/**
	 * Returns whether any listener overrides {@link HttpPoolListener#acquired}.
	 * @return whether beginnings of leases are to be told
	 */
	public boolean hearAcquired() {
		return this.hearAcquired;
	}

	/**
	 * Returns whether any listener overrides {@link HttpPoolListener#released}.
	 * @return whether ends of leases are to be told
	 */
	public boolean hearReleased() {
		return this.hearReleased;
	}

	/**
	 * Returns whether any listener overrides {@link HttpPoolListener#created}.
	 * @return whether connections that were opened are to be told
	 */
	public boolean hearCreated() {
		return this.hearCreated;
	}

	/**
	 * Returns whether any listener overrides {@link HttpPoolListener#creationFailed}.
	 * @return whether connections that could not be opened are to be told
	 */
	public boolean hearCreationFailed() {
		return this.hearCreationFailed;
	}

	/**
	 * Returns whether any listener overrides {@link HttpPoolListener#closed}.
	 * @return whether closes are to be told
	 */
	public boolean hearClosed() {
		return this.hearClosed;
	}

	/**
	 * Returns whether any listener overrides one of the methods that hear of callers
	 * without a connection.
	 * @return whether such callers are to be told of
	 */
	public boolean hearNotAcquired() {
		return this.hearNotAcquired;
	}

	/**
	 * Returns whether any listener overrides {@link HttpPoolListener#callEnded}.
	 * @return whether ends of calls are to be told
	 */
	public boolean hearEndsOfCalls() {
		return this.hearEndsOfCalls;
	}

	/**
	 * Tells every listener.
	 * @param <E> type of the event
	 * @param method the method that hears it
	 * @param event what has happened
	 */
	public <E> void tell(BiConsumer<HttpPoolListener, E> method, E event) {
		for (HttpPoolListener listener : this.listeners) {
			try {
				method.accept(listener, event);
			}
			catch (Throwable ex) {
				warn(listener, event, ex);
			}
		}
	}

	/**
	 * What a listener has thrown may itself not bear to be put into words.
	 */
	private static void warn(HttpPoolListener listener, Object event, Throwable thrown) {
		try {
			logger.warn("Listener " + listener + " has failed to hear " + event, thrown);
		}
		catch (Throwable ex) {
			GuardedLog.write(logger::warn, "Listener " + listener.getClass().getName() + " has failed to hear "
					+ event.getClass().getName() + ", and to be described", ex);
		}
	}

}
