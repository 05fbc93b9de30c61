package io.github.httppool.e2e.busy;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * An application that calls in every way that is not a request: from tasks that Spring
 * runs, from tasks of its own, without waiting for the answer, and while it is destroyed.
 * Every call writes a line when it has ended.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableAsync
@EnableScheduling
@Import({ SimpleExecutor.class, Calls.class, SpringTasks.class, ForgottenCalls.class, Farewell.class, Start.class })
public class BusyApplication {

	public static void main(String[] arguments) {
		SpringApplication.run(BusyApplication.class, arguments);
	}

}
