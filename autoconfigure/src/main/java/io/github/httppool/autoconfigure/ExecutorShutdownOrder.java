package io.github.httppool.autoconfigure;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;

import io.github.httppool.HttpPoolListener;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Sees to it that executors are destroyed before the pools. An executor may wait for its
 * tasks when it is destroyed, and they may still make calls; which of the two is created
 * first, and so destroyed last, would otherwise be a matter of chance.
 * <p>
 * Executors that a listener of the pools needs are left alone: with an executor, Spring
 * destroys what depends on it, and listeners hear of calls until the pools are closed.
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
		Set<String> ofListeners = listenersAndWhatTheyNeed();
		for (String executor : this.beanFactory.getBeanNamesForType(Executor.class, false, false)) {
			if (!ofListeners.contains(executor)) {
				this.beanFactory.registerDependentBean(this.pools, executor);
			}
		}
	}

	private Set<String> listenersAndWhatTheyNeed() {
		List<String> listeners = List.of(this.beanFactory.getBeanNamesForType(HttpPoolListener.class, true, false));
		Set<String> found = new HashSet<>(listeners);
		Queue<String> left = new ArrayDeque<>(listeners);
		while (!left.isEmpty()) {
			for (String needed : this.beanFactory.getDependenciesForBean(left.remove())) {
				if (found.add(needed)) {
					left.add(needed);
				}
			}
		}
		return found;
	}

}
