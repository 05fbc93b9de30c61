package io.github.httppool.e2e.bare;

import org.springframework.context.ApplicationContext;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Calls with each {@link WebClient} there is.
 */
final class ReactiveCalls {

	private ReactiveCalls() {
	}

	static void make(ApplicationContext context, String url) {
		context.getBeanProvider(WebClient.Builder.class)
			.ifAvailable((builder) -> print("WebClient.Builder", builder.build(), url + "/ok"));
		if (context.containsBean("httpPoolWebClient")) {
			print("httpPoolWebClient", context.getBean("httpPoolWebClient", WebClient.class), url + "/ok");
		}
		if (context.containsBean("paymentWebClient")) {
			print("paymentWebClient", context.getBean("paymentWebClient", WebClient.class), "/ok");
		}
	}

	private static void print(String client, WebClient webClient, String uri) {
		System.out.println(client + ": " + webClient.get().uri(uri).retrieve().bodyToMono(String.class).block());
	}

}
