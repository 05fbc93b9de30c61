package io.github.httppool.sample.traffic;

import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;

import org.springframework.util.Assert;

/**
 * A stream of calls to one upstream. Its settings may change at any time and apply from
 * the next call on.
 */
final class Flow {

	private final String name;

	private final String upstream;

	private final Supplier<URI> uri;

	private final FlowStats stats = new FlowStats();

	private final Pacer pacer = new Pacer(System.nanoTime());

	private volatile FlowSettings settings;

	Flow(String name, String upstream, Supplier<URI> uri, FlowSettings settings) {
		this.name = name;
		this.upstream = upstream;
		this.uri = uri;
		this.settings = settings;
	}

	String name() {
		return this.name;
	}

	void change(FlowSettings settings) {
		this.settings = settings;
	}

	/**
	 * Makes the calls that are due. Called only by the clock's thread.
	 */
	void tick(long nowNanos, Map<ClientKind, Caller> callers) {
		fire(this.pacer.due(nowNanos, this.settings.rate()), callers);
	}

	/**
	 * Makes calls now, all at once.
	 * @return how many found room; the others are skipped
	 */
	int fire(int calls, Map<ClientKind, Caller> callers) {
		Caller caller = callers.get(this.settings.client());
		Assert.state(caller != null, "traffic is shut down");
		int made = 0;
		for (int i = 0; i < calls; i++) {
			made += makeCall(caller) ? 1 : 0;
		}
		return made;
	}

	private boolean makeCall(Caller caller) {
		URI uri = this.uri.get();
		Call call = this.stats.begin();
		boolean made = caller.makeCall(uri, call);
		if (!made) {
			call.skipped();
		}
		return made;
	}

	/**
	 * Says what has become of its calls, on one line.
	 */
	String summary() {
		FlowStats.Snapshot calls = this.stats.snapshot();
		String summary = "flow '%s': %d calls ok, %d failed, %d in flight, %d skipped".formatted(this.name, calls.ok(),
				calls.failed(), calls.inFlight(), calls.skipped());
		FlowStats.Failure failure = calls.lastFailure();
		return (failure != null) ? summary + "; last failure: " + failure.message() : summary;
	}

	State state() {
		FlowSettings settings = this.settings;
		return new State(this.name, this.upstream, this.uri.get(), settings.rate(), settings.client(),
				settings.client().pool(), this.stats.snapshot());
	}

	/**
	 * A flow as {@code GET /traffic} shows it.
	 *
	 * @param name name of the flow
	 * @param upstream name of the upstream it calls
	 * @param uri where that upstream listens
	 * @param rate calls per second
	 * @param client which client makes them
	 * @param pool pool that the client runs on
	 * @param calls the outcome of the calls
	 */
	record State(String name, String upstream, URI uri, int rate, ClientKind client, String pool,
			FlowStats.Snapshot calls) {
	}

}
