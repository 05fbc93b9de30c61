package io.github.httppool.autoconfigure;

import java.util.Arrays;
import java.util.List;

import io.github.httppool.autoconfigure.properties.ClientLibraries;
import io.github.httppool.boot.UnpooledReport;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.core.env.Environment;

/**
 * Reports after startup which of Spring Boot's clients, possibly all of them, the
 * application keeps off the pool by a property or by its own bean.
 */
final class OptOutReporter implements SmartInitializingSingleton {

	static final String REQUEST_FACTORY_BUILDER = "httpPoolClientHttpRequestFactoryBuilder";

	static final String CONNECTOR_BUILDER = "httpPoolClientHttpConnectorBuilder";

	private final UnpooledReport outsidePool;

	private final Environment environment;

	private final ListableBeanFactory beanFactory;

	OptOutReporter(UnpooledReport outsidePool, Environment environment, ListableBeanFactory beanFactory) {
		this.outsidePool = outsidePool;
		this.environment = environment;
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!ClientLibraries.isPoolEnabled(this.environment)) {
			this.outsidePool.add("httppool.enabled is false: all HTTP clients are Spring Boot's own");
			return;
		}
		noteUnlessPooled(ClientHttpRequestFactoryBuilder.class, REQUEST_FACTORY_BUILDER,
				ClientLibraries.FACTORY_PROPERTY, "RestClient and RestTemplate do not use the pool");
		noteUnlessPooled(ClientHttpConnectorBuilder.class, CONNECTOR_BUILDER, ClientLibraries.CONNECTOR_PROPERTY,
				"WebClient does not use the pool");
	}

	private void noteUnlessPooled(Class<?> type, String ours, String property, String consequence) {
		List<String> builders = Arrays.asList(this.beanFactory.getBeanNamesForType(type, true, false));
		if (builders.contains(ours)) {
			return;
		}
		if (ClientLibraries.isOther(this.environment, property)) {
			this.outsidePool
				.add("%s is %s: %s".formatted(property, this.environment.getProperty(property), consequence));
		}
		else {
			builders.forEach((builder) -> this.outsidePool.add("bean '%s' (%s) takes the place of the pool's: %s"
				.formatted(builder, type.getSimpleName(), consequence)));
		}
	}

}
