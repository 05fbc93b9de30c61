package io.github.httppool.pool;

import java.util.List;
import java.util.function.BiConsumer;

import io.github.httppool.HttpPoolListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells all listeners, in order, and keeps what they throw away from the calls.
 */
public final class CompositeHttpPoolListener {

	private static final Log logger = LogFactory.getLog(CompositeHttpPoolListener.class);

	private final HttpPoolListener[] listeners;

	/**
	 * Creates the fan-out.
	 * @param listeners the listeners, in order
	 */
	public CompositeHttpPoolListener(List<? extends HttpPoolListener> listeners) {
		this.listeners = listeners.toArray(HttpPoolListener[]::new);
	}

	/**
	 * Returns whether nobody listens, so that no event need be made.
	 * @return whether there are no listeners
	 */
	public boolean isEmpty() {
		return this.listeners.length == 0;
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
				logger.warn("Listener " + listener + " has failed to hear " + event, ex);
			}
		}
	}

}
