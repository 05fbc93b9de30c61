package io.github.httppool.e2e.busy;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Tasks of executors that Spring Boot provides and shuts down.
 */
class SpringTasks {

	private final Calls calls;

	private final String upstream;

	SpringTasks(Calls calls, @Value("${upstream.of-spring-tasks}") String upstream) {
		this.calls = calls;
		this.upstream = upstream;
	}

	@Async
	void async() {
		this.calls.block(this.upstream + "/async/first");
		this.calls.block(this.upstream + "/async/second");
	}

	@Scheduled(initialDelay = 0, fixedDelay = Integer.MAX_VALUE)
	void scheduled() {
		this.calls.block(this.upstream + "/scheduled/first");
		this.calls.block(this.upstream + "/scheduled/second");
	}

}
