package io.github.httppool.standalone;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a caller has: on its thread, around it and in its call. Knows it weakly only.
 */
final class Belongings {

	static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();

	private static final ThreadLocal<Object> INHERITABLE = new InheritableThreadLocal<>();

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final Map<String, WeakReference<Object>> known = new ConcurrentHashMap<>();

	/**
	 * Starts a thread that has all that a thread can have.
	 * @param action what to do on it
	 * @return the thread, to be joined and forgotten
	 */
	Thread onThread(Runnable action) {
		Thread thread = new Thread(() -> {
			LOCAL.set(add("thread-local", new Object()));
			INHERITABLE.set(add("inheritable thread-local", new Object()));
			MDC.put("caller", add("MDC", new String("of the caller")));
			action.run();
		}, "test-caller");
		thread.setContextClassLoader(add("context class loader", new URLClassLoader(new URL[0])));
		thread.start();
		return add("thread", thread);
	}

	<T> T add(String name, T belonging) {
		this.known.put(name, new WeakReference<>(belonging));
		return belonging;
	}

	void assertForgotten() {
		assertForgottenExcept();
	}

	void assertForgottenExcept(String... kept) {
		await().atMost(PATIENCE).untilAsserted(() -> {
			System.gc();
			assertThat(alive()).containsExactlyInAnyOrder(kept);
		});
	}

	private List<String> alive() {
		return this.known.entrySet()
			.stream()
			.filter((belonging) -> !belonging.getValue().refersTo(null))
			.map(Map.Entry::getKey)
			.toList();
	}

}
