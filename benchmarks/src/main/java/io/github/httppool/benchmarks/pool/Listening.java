package io.github.httppool.benchmarks.pool;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import io.github.httppool.HttpPoolListener;
import io.github.httppool.autoconfigure.properties.HttpPoolProperties;
import io.github.httppool.benchmarks.harness.ClientApplication;
import io.github.httppool.benchmarks.harness.Variant;
import io.github.httppool.events.EventRecorder;
import io.github.httppool.events.PoolEventWriter;
import io.github.httppool.jfr.JfrEvents;

/**
 * Who hears what happens in a pool.
 */
public enum Listening {

	/** Nobody: the ledger alone, which is a part of the pool. */
	NONE("the pool alone") {

		@Override
		Listeners open() {
			return new Listeners(List.of(), () -> {
			});
		}

	},

	/**
	 * All that an application with Actuator has by default: meters, flight recorder, and
	 * the events of the JDK's flight recorder.
	 */
	SHIPPED("as shipped") {

		@Override
		Listeners open() {
			ClientApplication application = new ClientApplication(Variant.REST_OURS, URI.create("http://127.0.0.1"));
			List<HttpPoolListener> listeners = new ArrayList<>(application.beans(HttpPoolListener.class));
			if (listeners.isEmpty()) {
				throw new IllegalStateException("The application has no meters");
			}
			int events = application.bean(HttpPoolProperties.class).getEvents().getSize();
			listeners.add(new PoolEventWriter(new EventRecorder(events)));
			JfrEvents.listener().ifPresent(listeners::add);
			return new Listeners(listeners, application);
		}

	};

	private final String title;

	Listening(String title) {
		this.title = title;
	}

	String title() {
		return this.title;
	}

	abstract Listeners open();

	/**
	 * The listeners, and what they belong to.
	 */
	record Listeners(List<HttpPoolListener> all, AutoCloseable owner) implements AutoCloseable {

		@Override
		public void close() throws Exception {
			this.owner.close();
		}

	}

}
