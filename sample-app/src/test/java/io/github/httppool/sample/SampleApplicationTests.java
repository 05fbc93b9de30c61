package io.github.httppool.sample;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

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

	/** For a machine that does much else at the same time. */
	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Pattern IMPORT = Pattern.compile("^import .*'(.*)';$", Pattern.MULTILINE);

	// Those of contexts that other tests keep open.
	private final Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();

	@Test
	void everyFlowIsAnsweredFromTheStart() {
		try (ConfigurableApplicationContext application = start()) {
			RestClient client = client(application);
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(flows(client)).hasSize(7)
					.allSatisfy((flow) -> assertThat(flow.at("/calls/ok").asInt()).isPositive()));
		}
	}

	@Test
	void startPageNeedsNothingFromElsewhere() {
		try (ConfigurableApplicationContext application = start("--sample.traffic.enabled=false")) {
			RestClient client = client(application);
			String page = client.get().uri("/").retrieve().body(String.class);
			assertThat(page).contains("js/page.js", "css/page.css").doesNotContain("http://", "https://");
			Map<URI, String> files = new LinkedHashMap<>();
			load(client, URI.create("/js/page.js"), files);
			load(client, URI.create("/css/page.css"), files);
			load(client, URI.create("/httppool-view/theme.css"), files);
			load(client, URI.create("/httppool-view/httppool-view.css"), files);
			assertThat(files).containsKeys(URI.create("/js/traffic.js"), URI.create("/httppool-view/pool-view.js"))
				.allSatisfy((file, content) -> assertThat(content).isNotEmpty());
		}
	}

	/**
	 * Loads a file of the page and those that it imports.
	 */
	private static void load(RestClient client, URI file, Map<URI, String> files) {
		if (!files.containsKey(file)) {
			String content = client.get().uri(file.toString()).retrieve().body(String.class);
			files.put(file, String.valueOf(content));
			IMPORT.matcher(String.valueOf(content))
				.results()
				.forEach((imported) -> load(client, file.resolve(imported.group(1)), files));
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
