package io.github.httppool.sample.traffic;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.httppool.sample.upstream.UpstreamServers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Runs the flows: on each tick of the clock it makes the calls that are due. Starts last
 * and stops first, so that its last calls still find everything they need. It does not
 * wait for them, as little as an application does that calls and forgets: the pools do.
 * In the end it logs what has become of all calls.
 */
@Component
class TrafficGenerator implements SmartLifecycle, DisposableBean {

	private static final Log logger = LogFactory.getLog(TrafficGenerator.class);

	private final Map<String, Flow> flows = new LinkedHashMap<>();

	private final Callers callers;

	private volatile boolean on;

	private volatile Map<ClientKind, Caller> open = Map.of();

	private final Queue<Caller> closed = new ConcurrentLinkedQueue<>();

	private volatile @Nullable TrafficClock clock;

	TrafficGenerator(TrafficProperties properties, UpstreamServers upstreams, Callers callers) {
		this.callers = callers;
		this.on = properties.enabled();
		properties.flows().forEach((name, flow) -> {
			upstreams.requireKnown(flow.upstream());
			this.flows.put(name,
					new Flow(name, flow.upstream(), () -> upstreams.uri(flow.upstream()), flow.settings()));
		});
	}

	Collection<Flow> flows() {
		return this.flows.values();
	}

	Flow flow(String name) {
		Flow flow = this.flows.get(name);
		if (flow == null) {
			throw new UnknownFlowException(name, this.flows.keySet());
		}
		return flow;
	}

	boolean isOn() {
		return this.on;
	}

	/**
	 * Resumes or pauses the flows. A pause does not affect calls in flight.
	 */
	void turn(boolean on) {
		this.on = on;
	}

	/**
	 * Makes calls at once, whether or not the flows run.
	 * @return how many found room
	 */
	int burst(Flow flow, int calls) {
		return flow.fire(calls, this.open);
	}

	@Override
	public void start() {
		this.open = this.callers.open();
		this.clock = TrafficClock.started(this::tick);
	}

	private void tick() {
		if (this.on) {
			long now = System.nanoTime();
			flows().forEach((flow) -> flow.tick(now, this.open));
		}
	}

	@Override
	public void stop() {
		TrafficClock clock = this.clock;
		if (clock != null) {
			clock.close();
			this.open.values().forEach(Caller::close);
			this.closed.addAll(this.open.values());
		}
		this.open = Map.of();
		this.clock = null;
	}

	@Override
	public boolean isRunning() {
		return this.clock != null;
	}

	@Override
	public void destroy() {
		this.callers.awaitCalls(this.closed);
		flows().forEach((flow) -> logger.info(flow.summary()));
	}

}
