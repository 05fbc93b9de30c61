package io.github.httppool.autoconfigure;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Proves that the pools of a class's contexts have ended with them. To be registered
 * before Spring, so that it looks after Spring has closed the context of a test that
 * dirties it.
 */
final class NoThreadLeft implements BeforeAllCallback, AfterAllCallback {

	private Set<Thread> before = Set.of();

	@Override
	public void beforeAll(ExtensionContext context) {
		this.before = threads();
	}

	@Override
	public void afterAll(ExtensionContext context) {
		Awaitility.await("no thread left")
			.atMost(Duration.ofSeconds(5))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.untilAsserted(() -> assertThat(threads()).isSubsetOf(this.before));
	}

	/**
	 * Returns the threads of all pools of this JVM. Among them are those of a context
	 * whose test has run into its time limit: Spring does not close a context on a thread
	 * that is interrupted.
	 */
	static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("httppool") || thread.getName().startsWith("http-pool"))
			.collect(Collectors.toSet());
	}

}
