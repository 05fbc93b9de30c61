package io.github.httppool.autoconfigure;

import io.github.httppool.boot.OutsidePool;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;

/**
 * Notes customizers of the application that have no effect.
 */
final class IgnoredCustomizers {

	private final OutsidePool outsidePool;

	private final ListableBeanFactory beanFactory;

	IgnoredCustomizers(OutsidePool outsidePool, ListableBeanFactory beanFactory) {
		this.outsidePool = outsidePool;
		this.beanFactory = beanFactory;
	}

	void add(ClientHttpRequestFactoryBuilderCustomizer<?> customizer) {
		this.beanFactory.getBeansOfType(ClientHttpRequestFactoryBuilderCustomizer.class).forEach((name, bean) -> {
			if (bean == customizer) {
				this.outsidePool.add(("bean '%s' (ClientHttpRequestFactoryBuilderCustomizer) is not applied: "
						+ "it is for another library, and RestClient and RestTemplate run on the pool")
					.formatted(name));
			}
		});
	}

}
