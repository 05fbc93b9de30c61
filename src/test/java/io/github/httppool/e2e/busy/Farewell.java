package io.github.httppool.e2e.busy;

import jakarta.annotation.PreDestroy;

import org.springframework.beans.factory.annotation.Value;

/**
 * Calls while it is destroyed, and does not wait for the last one.
 */
class Farewell {

	private final Calls calls;

	private final String upstream;

	private final String ofForgottenCalls;

	Farewell(Calls calls, @Value("${upstream.of-farewell}") String upstream,
			@Value("${upstream.of-forgotten-calls}") String ofForgottenCalls) {
		this.calls = calls;
		this.upstream = upstream;
		this.ofForgottenCalls = ofForgottenCalls;
	}

	@PreDestroy
	void sayGoodbye() {
		this.calls.block(this.upstream + "/deregister");
		this.calls.call(this.ofForgottenCalls + "/last-words").subscribe();
	}

}
