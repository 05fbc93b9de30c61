package io.github.httppool.autoconfigure;

import java.util.concurrent.Executor;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Has executors destroyed before the pools. An executor may wait for its tasks when it is
 * destroyed, and they may still make calls; which of the two is created first, and so
 * destroyed last, would otherwise be a matter of chance.
 */
final class ExecutorShutdownOrder implements SmartInitializingSingleton {

	private final ConfigurableListableBeanFactory beanFactory;

	private final String pools;

	/**
	 * Creates the order.
	 * @param beanFactory has the executors
	 * @param pools name of the bean that has the pools
	 */
	ExecutorShutdownOrder(ConfigurableListableBeanFactory beanFactory, String pools) {
		this.beanFactory = beanFactory;
		this.pools = pools;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String executor : this.beanFactory.getBeanNamesForType(Executor.class, false, false)) {
			this.beanFactory.registerDependentBean(this.pools, executor);
		}
	}

}
