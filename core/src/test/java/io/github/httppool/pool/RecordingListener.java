package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolListener;

/**
 * Remembers all events in the order in which they were told.
 */
final class RecordingListener implements HttpPoolListener {

	private final List<Object> events = new ArrayList<>();

	private final Map<Class<?>, Long> counts = new HashMap<>();

	private final Map<CloseReason, Long> closed = new EnumMap<>(CloseReason.class);

	// Connections that are leased, as far as has been heard.
	private final Set<Long> leased = new HashSet<>();

	private final List<Object> outOfOrder = new ArrayList<>();

	RecordingListener() {
		Stream.of(CloseReason.values()).forEach((reason) -> this.closed.put(reason, 0L));
	}

	List<Object> events() {
		return this.events;
	}

	<E> Stream<E> events(Class<E> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast);
	}

	/**
	 * How many events of this type there were.
	 */
	long count(Class<?> type) {
		return this.counts.getOrDefault(type, 0L);
	}

	/**
	 * How many connections were closed for each reason.
	 */
	Map<CloseReason, Long> closed() {
		return this.closed;
	}

	private void add(Object event) {
		this.events.add(event);
		this.counts.merge(event.getClass(), 1L, Long::sum);
	}

	/**
	 * Leases of which the end was heard before the beginning, and those whose end was not
	 * heard before the next began.
	 */
	List<Object> outOfOrder() {
		return this.outOfOrder;
	}

	@Override
	public void acquired(Acquired event) {
		add(event);
		if (!this.leased.add(event.connectionId())) {
			this.outOfOrder.add(event);
		}
	}

	@Override
	public void released(Released event) {
		add(event);
		if (!this.leased.remove(event.connectionId())) {
			this.outOfOrder.add(event);
		}
	}

	@Override
	public void created(Created event) {
		add(event);
	}

	@Override
	public void creationFailed(CreationFailed event) {
		add(event);
	}

	@Override
	public void closed(Closed event) {
		add(event);
		this.closed.merge(event.reason(), 1L, Long::sum);
	}

	@Override
	public void rejected(NotAcquired event) {
		add(event);
	}

	@Override
	public void timedOut(NotAcquired event) {
		add(event);
	}

	@Override
	public void cancelled(NotAcquired event) {
		add(event);
	}

	@Override
	public void failed(NotAcquired event) {
		add(event);
	}

}
