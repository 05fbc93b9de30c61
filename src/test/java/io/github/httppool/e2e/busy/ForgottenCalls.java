package io.github.httppool.e2e.busy;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

import org.springframework.beans.factory.annotation.Value;

/**
 * Calls that nobody waits for: Spring knows nothing of them.
 */
class ForgottenCalls {

	private final Executor ownExecutor = Executors.newSingleThreadExecutor();

	private final Calls calls;

	private final String upstream;

	ForgottenCalls(Calls calls, @Value("${upstream.of-forgotten-calls}") String upstream) {
		this.calls = calls;
		this.upstream = upstream;
	}

	void begin() {
		this.calls.call(this.upstream + "/forgotten").subscribe();
		this.calls.call(this.upstream + "/chain/first")
			.flatMap((answer) -> this.calls.call(this.upstream + "/chain/second"))
			.subscribe();
		this.ownExecutor.execute(() -> {
			this.calls.block(this.upstream + "/task/first");
			this.calls.block(this.upstream + "/task/second");
		});
	}

}
