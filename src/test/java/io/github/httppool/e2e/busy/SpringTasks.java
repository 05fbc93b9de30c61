package io.github.httppool.e2e.busy;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Tasks of executors that Spring Boot provides and shuts down.
 */
class SpringTasks {

	private final Calls calls;

	private final String ofAsyncTasks;

	private final String ofScheduledTasks;

	SpringTasks(Calls calls, @Value("${upstream.of-async-tasks}") String ofAsyncTasks,
			@Value("${upstream.of-scheduled-tasks}") String ofScheduledTasks) {
		this.calls = calls;
		this.ofAsyncTasks = ofAsyncTasks;
		this.ofScheduledTasks = ofScheduledTasks;
	}

	@Async
	void async() {
		this.calls.block(this.ofAsyncTasks + "/async/first");
		this.calls.block(this.ofAsyncTasks + "/async/second");
	}

	@Scheduled(initialDelay = 0, fixedDelay = Integer.MAX_VALUE)
	void scheduled() {
		this.calls.block(this.ofScheduledTasks + "/scheduled/first");
		this.calls.block(this.ofScheduledTasks + "/scheduled/second");
	}

}
