package io.github.httppool.e2e.bare;

import org.springframework.context.ApplicationContext;
import org.springframework.web.client.RestClient;

/**
 * Calls with each {@link RestClient} there is.
 */
final class BlockingCalls {

	private BlockingCalls() {
	}

	static void make(ApplicationContext context, String url) {
		context.getBeanProvider(RestClient.Builder.class)
			.ifAvailable((builder) -> print("RestClient.Builder", builder.build(), url + "/ok"));
		if (context.containsBean("httpPoolRestClient")) {
			print("httpPoolRestClient", context.getBean("httpPoolRestClient", RestClient.class), url + "/ok");
		}
		if (context.containsBean("paymentRestClient")) {
			print("paymentRestClient", context.getBean("paymentRestClient", RestClient.class), "/ok");
		}
	}

	private static void print(String client, RestClient restClient, String uri) {
		System.out.println(client + ": " + restClient.get().uri(uri).retrieve().body(String.class));
	}

}
