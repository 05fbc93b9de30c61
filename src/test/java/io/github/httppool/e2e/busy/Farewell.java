package io.github.httppool.e2e.busy;

import jakarta.annotation.PreDestroy;

import org.springframework.beans.factory.annotation.Value;

/**
 * Calls while it is destroyed, and does not wait for the last one.
 */
class Farewell {

	private final Calls calls;

	private final String upstream;

	Farewell(Calls calls, @Value("${upstream.of-farewell}") String upstream) {
		this.calls = calls;
		this.upstream = upstream;
	}

	@PreDestroy
	void sayGoodbye() {
		this.calls.block(this.upstream + "/deregister");
		this.calls.call(this.upstream + "/last-words").subscribe();
	}

}
