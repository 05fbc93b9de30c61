package io.github.httppool.e2e.busy;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * An executor that Spring does not wait for, as is the one that runs tasks on virtual
 * threads.
 */
@Configuration(proxyBeanMethods = false)
@Profile("simple-executor")
class SimpleExecutor {

	@Bean
	AsyncTaskExecutor applicationTaskExecutor() {
		return new SimpleAsyncTaskExecutor("simple-");
	}

}
