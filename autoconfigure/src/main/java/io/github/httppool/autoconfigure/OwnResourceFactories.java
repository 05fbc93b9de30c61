package io.github.httppool.autoconfigure;

import java.lang.reflect.Method;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Logs which {@link ReactorResourceFactory} of the application has no effect on clients
 * on the pool. Not as a warning, because it may be meant for a server.
 */
final class OwnResourceFactories implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(OwnResourceFactories.class);

	private static final String SPRING_BOOT = "org.springframework.boot.";

	private final ConfigurableListableBeanFactory beanFactory;

	OwnResourceFactories(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String name : this.beanFactory.getBeanNamesForType(ReactorResourceFactory.class, true, false)) {
			if (!isOfSpringBoot(name)) {
				logger.info(
						"bean '%s' (ReactorResourceFactory) has no effect on clients on the pool, which have connections and event loops of their own: see httppool.pool and httppool.event-loops"
							.formatted(name));
			}
		}
	}

	private boolean isOfSpringBoot(String name) {
		if (!this.beanFactory.containsBeanDefinition(name)) {
			return false;
		}
		BeanDefinition definition = this.beanFactory.getMergedBeanDefinition(name);
		return startsWithSpringBoot(definition.getFactoryBeanName()) || startsWithSpringBoot(definingClass(definition));
	}

	private static @Nullable String definingClass(BeanDefinition definition) {
		Method method = (definition instanceof RootBeanDefinition root) ? root.getResolvedFactoryMethod() : null;
		return (method != null) ? method.getDeclaringClass().getName() : null;
	}

	private static boolean startsWithSpringBoot(@Nullable String className) {
		return className != null && className.startsWith(SPRING_BOOT);
	}

}
