package io.github.httppool.autoconfigure;

import java.util.Optional;

import io.github.httppool.NetworkTransport;
import io.github.httppool.netty.PoolsPreload;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.NativeDetector;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Has the pools loaded while Spring reads the configuration of the application. Obeys the
 * switch of Spring Boot's own background preinitialization, and needs a second processor
 * as that does. Not a {@code BackgroundPreinitializer}, which sees no properties.
 */
class HttpPoolPreload implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

	/** The switch of Spring Boot, a system property as there. */
	static final String SWITCHED_OFF = "spring.backgroundpreinitializer.ignore";

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		if (isPossible() && isEnabled(context.getEnvironment())) {
			transport(context.getEnvironment()).map(PoolsPreload::begin)
				.ifPresent((preload) -> context.addBeanFactoryPostProcessor(new Await(preload)));
		}
	}

	private static boolean isPossible() {
		return Runtime.getRuntime().availableProcessors() > 1 && !NativeDetector.inNativeImage()
				&& !Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING) && !Boolean.getBoolean(SWITCHED_OFF);
	}

	private static boolean isEnabled(Environment environment) {
		return "true".equalsIgnoreCase(environment.getProperty("httppool.enabled", "true"));
	}

	/**
	 * Returns which transport the pools will have, or nothing if it cannot be read: that
	 * stops the start anyway.
	 */
	private static Optional<NetworkTransport> transport(Environment environment) {
		try {
			return Optional.of(Binder.get(environment)
				.bind("httppool.transport", NetworkTransport.class)
				.orElse(NetworkTransport.AUTO));
		}
		catch (BindException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Waits before beans are created, any of which may use Netty on the main thread.
	 *
	 * @param preload what to wait for
	 */
	record Await(PoolsPreload preload) implements BeanFactoryPostProcessor {

		@Override
		public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
			this.preload.await();
		}

	}

	/** Early, but after the check of Spring Boot's version. */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 1;
	}

}
