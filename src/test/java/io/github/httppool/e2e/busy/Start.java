package io.github.httppool.e2e.busy;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/**
 * Begins the calls.
 */
class Start implements ApplicationRunner {

	private final SpringTasks springTasks;

	private final ForgottenCalls forgottenCalls;

	Start(SpringTasks springTasks, ForgottenCalls forgottenCalls) {
		this.springTasks = springTasks;
		this.forgottenCalls = forgottenCalls;
	}

	@Override
	public void run(ApplicationArguments arguments) {
		this.springTasks.async();
		this.forgottenCalls.begin();
	}

}
