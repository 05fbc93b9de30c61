package io.github.httppool.netty;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PoolThreadsTests {

	private static final ThreadLocal<String> INHERITABLE = new InheritableThreadLocal<>();

	private final PoolThreads threads = new PoolThreads("test-pool-thread");

	private final ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

	@AfterEach
	void restore() {
		INHERITABLE.remove();
		Thread.currentThread().setContextClassLoader(this.classLoader);
	}

	@Test
	void whenAThreadIsStartedThenItInheritsNothing() {
		INHERITABLE.set("of the caller");
		Thread.currentThread().setContextClassLoader(new URLClassLoader(new URL[0]));
		assertThat(CompletableFuture.supplyAsync(INHERITABLE::get, this.threads).join()).isNull();
		assertThat(CompletableFuture.supplyAsync(() -> Thread.currentThread().getContextClassLoader(), this.threads)
			.join()).isEqualTo(PoolThreads.class.getClassLoader());
	}

	@Test
	void whenThreadsAreMadeThenTheyAreNumberedDaemons() {
		assertThat(this.threads.newThread(() -> {
		})).matches(Thread::isDaemon).extracting(Thread::getName).isEqualTo("test-pool-thread-1");
		assertThat(this.threads.newThread(() -> {
		}).getName()).isEqualTo("test-pool-thread-2");
	}

}
