package io.github.httppool.autoconfigure;

import io.github.httppool.HttpPool;
import io.github.httppool.boot.PooledHttpClientFactories;
import io.github.httppool.boot.RefusedSettingException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Checks after startup that the clients can be built with their configuration. Otherwise
 * the first call would reveal that they cannot.
 */
final class SettingsCheck implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(SettingsCheck.class);

	private final PooledHttpClientFactories clients;

	private final ListableBeanFactory beanFactory;

	SettingsCheck(PooledHttpClientFactories clients, ListableBeanFactory beanFactory) {
		this.clients = clients;
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.clients.names()
			.stream()
			.filter((pool) -> !pool.equals(HttpPool.DEFAULT))
			.forEach(this.clients::assertCanBeBuilt);
		boolean blocking = this.beanFactory.containsBean(OptOutReporter.REQUEST_FACTORY_BUILDER);
		boolean reactive = this.beanFactory.containsBean(OptOutReporter.CONNECTOR_BUILDER);
		if (blocking && reactive) {
			this.clients.assertCanBeBuilt(HttpPool.DEFAULT);
		}
		else if (blocking || reactive) {
			warnIfItCannotBeBuilt(blocking ? "RestClient and RestTemplate" : "WebClient");
		}
	}

	/**
	 * Only a warning: the setting may be meant for the other kind of client, and this
	 * kind may never be used.
	 */
	private void warnIfItCannotBeBuilt(String kind) {
		try {
			this.clients.assertCanBeBuilt(HttpPool.DEFAULT);
		}
		catch (RefusedSettingException ex) {
			logger.warn("%s cannot be built: %s".formatted(kind, ex.getMessage()));
		}
	}

}
