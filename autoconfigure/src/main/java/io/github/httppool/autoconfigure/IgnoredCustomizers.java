package io.github.httppool.autoconfigure;

import io.github.httppool.boot.Customization;
import io.github.httppool.boot.UnpooledReport;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;

/**
 * Reports customizers of the application that have no effect, or only part of the
 * intended one.
 */
final class IgnoredCustomizers {

	private final UnpooledReport outsidePool;

	private final ListableBeanFactory beanFactory;

	IgnoredCustomizers(UnpooledReport outsidePool, ListableBeanFactory beanFactory) {
		this.outsidePool = outsidePool;
		this.beanFactory = beanFactory;
	}

	void note(ClientHttpRequestFactoryBuilderCustomizer<?> customizer, Customization customization) {
		switch (customization) {
			case APPLIED -> {
			}
			case OTHER_LIBRARY -> add(customizer,
					"is not applied: it is for another library, and RestClient and RestTemplate run on the pool");
			case WITHOUT_ITS_CLIENTS -> add(customizer, "is applied without its HttpClient factory or "
					+ "ReactorResourceFactory: RestClient and RestTemplate have the connections and event loops of the pool");
			case NOT_ON_POOL -> add(customizer, "is not applied: it makes an HttpClient that is not derived from "
					+ "the one it is given, and so is not on the pool");
			case CLIENT_NOT_FOUND -> add(customizer, "is not applied: this version of Spring Framework keeps the "
					+ "HttpClient of a request factory where it is not found");
		}
	}

	private void add(ClientHttpRequestFactoryBuilderCustomizer<?> customizer, String what) {
		this.beanFactory.getBeansOfType(ClientHttpRequestFactoryBuilderCustomizer.class).forEach((name, bean) -> {
			if (bean == customizer) {
				this.outsidePool.add("bean '%s' (ClientHttpRequestFactoryBuilderCustomizer) %s".formatted(name, what));
			}
		});
	}

}
