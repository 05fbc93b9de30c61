package io.github.httppool.e2e.bare;

import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.ApplicationContext;

/**
 * A call with the {@link RestTemplateBuilder}, if there is one.
 */
final class TemplateCalls {

	private TemplateCalls() {
	}

	static void make(ApplicationContext context, String url) {
		context.getBeanProvider(RestTemplateBuilder.class)
			.ifAvailable((builder) -> System.out
				.println("RestTemplateBuilder: " + builder.build().getForObject(url + "/ok", String.class)));
	}

}
