package io.github.httppool.e2e;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.httppool.HttpPools;
import io.github.httppool.e2e.restart.LivelyApplication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that is started again in the same JVM with its classes loaded anew, as
 * Spring Boot's development tools do it.
 */
class RestartTests {

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private final List<Life> lives = new ArrayList<>();

	private NettyServer server;

	@BeforeEach
	void startServer() {
		this.server = this.endToEnd.nettyServer();
	}

	@AfterEach
	void endLives() throws Exception {
		for (Life life : this.lives) {
			life.end();
		}
	}

	@Test
	void whenRestartedThenCallsAreAnsweredInTheSecondLife() throws Exception {
		Life first = start();
		assertThat(first.call(this.server.url("/ok"))).containsOnly("ok");
		first.end();
		Life second = start();
		assertThat(second.calls().getClass()).isNotSameAs(first.calls().getClass());
		assertThat(second.call(this.server.url("/ok"))).containsOnly("ok");
	}

	@Test
	void whenRestartedThenNoLeaseOfTheFirstLifeIsLeft() throws Exception {
		Life first = start();
		this.endToEnd.add(TestApplication.of(first.context));
		first.call(this.server.url("/ok"));
		first.end();
		start().call(this.server.url("/ok"));
	}

	@Test
	void whenRestartedThenNoSocketOfTheFirstLifeIsLeft() throws Exception {
		Life first = start();
		first.call(this.server.url("/ok"));
		assertThat(this.server.sockets().open()).isPositive();
		first.end();
		start();
		EndToEnd.eventually("no socket", () -> assertThat(this.server.sockets().open()).isZero());
	}

	@Test
	void whenRestartedThenNoThreadOfTheFirstLifeIsLeft() throws Exception {
		Life first = start();
		first.call(this.server.url("/ok"));
		Set<Thread> threads = EndToEnd.threads();
		assertThat(threads).isNotEmpty();
		first.end();
		start().call(this.server.url("/ok"));
		EndToEnd.eventually("no thread", () -> assertThat(threads).noneMatch(Thread::isAlive));
	}

	/**
	 * Not its class loader: caches of Spring keep that until memory is short.
	 */
	@Test
	void whenRestartedThenNothingHoldsThePoolsOfTheFirstLife() throws Exception {
		Reference<HttpPools> first = poolsOfALifeThatHasEnded();
		start().call(this.server.url("/ok"));
		EndToEnd.eventually("gone", () -> {
			System.gc();
			assertThat(first.get()).isNull();
		});
	}

	private Reference<HttpPools> poolsOfALifeThatHasEnded() throws Exception {
		Life life = start();
		life.call(this.server.url("/ok"));
		Reference<HttpPools> pools = new WeakReference<>(life.context.getBean(HttpPools.class));
		life.end();
		this.lives.remove(life);
		return pools;
	}

	private Life start() throws Exception {
		Life life = Life.start();
		this.lives.add(life);
		return life;
	}

	/**
	 * From one start to the next.
	 */
	private record Life(ClassLoader classLoader, ConfigurableApplicationContext context,
			Function<String, List<String>> calls) {

		@SuppressWarnings("unchecked")
		static Life start() throws Exception {
			ClassLoader classLoader = new ReloadingClassLoader();
			ConfigurableApplicationContext context = with(classLoader, () -> application(classLoader).get());
			return new Life(classLoader, context, (Function<String, List<String>>) context.getBean("ownCalls"));
		}

		@SuppressWarnings("unchecked")
		private static Supplier<ConfigurableApplicationContext> application(ClassLoader classLoader) throws Exception {
			Class<?> application = classLoader.loadClass(LivelyApplication.class.getName());
			assertThat(application).isNotSameAs(LivelyApplication.class);
			return (Supplier<ConfigurableApplicationContext>) application.getConstructor().newInstance();
		}

		List<String> call(String url) throws Exception {
			return with(this.classLoader, () -> this.calls.apply(url));
		}

		void end() throws Exception {
			with(this.classLoader, () -> {
				this.context.close();
				return null;
			});
		}

		private static <T> T with(ClassLoader classLoader, Callable<T> action) throws Exception {
			Thread thread = Thread.currentThread();
			ClassLoader before = thread.getContextClassLoader();
			thread.setContextClassLoader(classLoader);
			try {
				return action.call();
			}
			finally {
				thread.setContextClassLoader(before);
			}
		}

	}

	/**
	 * Loads the application's classes itself, and leaves all others to its parent.
	 */
	private static final class ReloadingClassLoader extends URLClassLoader {

		private static final String RELOADED = LivelyApplication.class.getPackageName();

		ReloadingClassLoader() {
			super(new URL[] { LivelyApplication.class.getProtectionDomain().getCodeSource().getLocation() },
					RestartTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.startsWith(RELOADED)) {
				return super.loadClass(name, resolve);
			}
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : findClass(name);
			}
		}

	}

}
