package io.github.httppool.benchmarks.defaults;

import java.lang.reflect.Method;
import java.util.concurrent.ThreadFactory;

import org.jspecify.annotations.Nullable;

/**
 * Threads of callers: virtual ones from Java 21 on, which this module is not compiled
 * for, else platform threads.
 */
final class Callers {

	private static final ThreadFactory FACTORY = factory();

	private Callers() {
	}

	static void start(Runnable task) {
		FACTORY.newThread(task).start();
	}

	private static ThreadFactory factory() {
		ThreadFactory virtual = virtualThreads();
		return (virtual != null) ? virtual : Thread::new;
	}

	private static @Nullable ThreadFactory virtualThreads() {
		try {
			Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
			Method factory = Class.forName("java.lang.Thread$Builder").getMethod("factory");
			return (ThreadFactory) factory.invoke(builder);
		}
		catch (NoSuchMethodException | ClassNotFoundException ex) {
			return null;
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("Virtual threads cannot be made", ex);
		}
	}

}
