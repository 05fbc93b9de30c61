package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.httppool.HttpPoolListener;

/**
 * Remembers all events in the order in which they were told.
 */
final class RecordingListener implements HttpPoolListener {

	private final List<Object> events = new ArrayList<>();

	List<Object> events() {
		return this.events;
	}

	<E> Stream<E> events(Class<E> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast);
	}

	@Override
	public void released(Released event) {
		this.events.add(event);
	}

	@Override
	public void created(Created event) {
		this.events.add(event);
	}

	@Override
	public void creationFailed(CreationFailed event) {
		this.events.add(event);
	}

	@Override
	public void closed(Closed event) {
		this.events.add(event);
	}

	@Override
	public void rejected(NotAcquired event) {
		this.events.add(event);
	}

	@Override
	public void timedOut(NotAcquired event) {
		this.events.add(event);
	}

	@Override
	public void cancelled(NotAcquired event) {
		this.events.add(event);
	}

	@Override
	public void failed(NotAcquired event) {
		this.events.add(event);
	}

}
