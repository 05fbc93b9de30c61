package io.github.httppool.e2e;

import java.util.Arrays;

import io.github.httppool.e2e.Actuator.PoolFigures;
import io.github.httppool.sample.SampleApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.SpringApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample application, as somebody who tries it sees it.
 */
class SampleAppTests {

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private TestApplication start() {
		return this.endToEnd.add(TestApplication.of(SpringApplication.run(SampleApplication.class, "--server.port=0")));
	}

	@Test
	void whenItsTrafficFlowsThenFewConnectionsServeManyCalls() {
		TestApplication sample = start();
		await().until(() -> sample.actuator().pool().acquired() >= 200);
		PoolFigures pool = sample.actuator().pool();
		assertThat(pool.created()).isPositive().isLessThan(pool.acquired() / 4);
		sample.close();
	}

	@Test
	void whenOpenedInABrowserThenThereIsAPage() {
		TestApplication sample = start();
		assertThat(sample.actuator().get("/").body()).containsIgnoringCase("<!doctype html>").contains("js/page.js");
		sample.close();
	}

	@Test
	void whenSlowCallsComeInABurstThenCallersWaitForConnections() {
		TestApplication sample = start();
		String burst = "{\"flow\": \"slow\", \"calls\": 100}";
		assertThat(sample.actuator().post("/traffic/burst", burst).status()).isEqualTo(200);
		EndToEnd.eventually("callers wait", () -> assertThat(sample.actuator().pool().pending()).isPositive());
		sample.close();
	}

	@Test
	void whenItIsClosedUnderTrafficThenNoThreadOfItIsLeft() {
		TestApplication sample = start();
		await().until(() -> sample.actuator().pool().acquired() > 0);
		sample.close();
		EndToEnd.eventually("no thread", () -> assertThat(Thread.getAllStackTraces().keySet()).noneMatch(
				(thread) -> Arrays.asList("httppool", "sample-").stream().anyMatch(thread.getName()::startsWith)));
	}

}
