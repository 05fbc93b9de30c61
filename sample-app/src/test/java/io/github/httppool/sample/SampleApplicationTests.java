package io.github.httppool.sample;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.util.StringUtils;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The application as a user starts it, on a free port.
 */
class SampleApplicationTests {

	// Those of contexts that other tests keep open.
	private final Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();

	@Test
	void everyFlowIsAnsweredFromTheStart() {
		try (ConfigurableApplicationContext application = start()) {
			RestClient client = client(application);
			await().untilAsserted(() -> assertThat(flows(client)).hasSize(7)
				.allSatisfy((flow) -> assertThat(flow.at("/calls/ok").asInt()).isPositive()));
		}
	}

	@Test
	void startPageNeedsNothingFromElsewhere() {
		try (ConfigurableApplicationContext application = start("--sample.traffic.enabled=false")) {
			RestClient client = client(application);
			String page = client.get().uri("/").retrieve().body(String.class);
			assertThat(page).contains("js/page.js", "css/page.css").doesNotContain("http://", "https://");
			assertThat(
					List.of("css/page.css", "js/api.js", "js/dom.js", "js/history.js", "js/inventory.js", "js/leaks.js",
							"js/page.js", "js/plot.js", "js/pools.js", "js/rates.js", "js/sides.js", "js/traffic.js"))
				.allSatisfy((asset) -> assertThat(client.get().uri("/" + asset).retrieve().body(String.class))
					.isNotEmpty());
		}
	}

	@Test
	void whenStoppedThenNoThreadOfTheDemoIsLeft() {
		try (ConfigurableApplicationContext application = start()) {
			await().until(() -> !demoThreads().isEmpty());
		}
		await().untilAsserted(() -> assertThat(demoThreads()).isEmpty());
	}

	private static ConfigurableApplicationContext start(String... arguments) {
		String[] onFreePort = StringUtils.concatenateStringArrays(arguments, new String[] { "--server.port=0" });
		return SpringApplication.run(SampleApplication.class, onFreePort);
	}

	private static RestClient client(ConfigurableApplicationContext application) {
		String port = application.getEnvironment().getRequiredProperty("local.server.port");
		return RestClient.builder()
			.requestFactory(new JdkClientHttpRequestFactory())
			.baseUrl("http://127.0.0.1:" + port)
			.build();
	}

	private static List<JsonNode> flows(RestClient client) {
		JsonNode traffic = client.get().uri("/traffic").retrieve().body(JsonNode.class);
		return List.copyOf(traffic.get("flows").values());
	}

	private List<Thread> demoThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("sample-") && !this.threadsBefore.contains(thread))
			.toList();
	}

}
