package io.github.httppool.e2e.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.httppool.e2e.ChildProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real Prometheus that scrapes one application twice a second and evaluates rules as
 * often.
 */
final class PrometheusServer implements AutoCloseable {

	static final Duration INTERVAL = Duration.ofMillis(500);

	private static final String CONFIGURATION = """
			global:
			  scrape_interval: %1$dms
			  scrape_timeout: %1$dms
			  evaluation_interval: %1$dms
			rule_files: [%2$s]
			scrape_configs:
			  - job_name: sample
			    metrics_path: /actuator/prometheus
			    static_configs:
			      - targets: ['127.0.0.1:%3$d']
			""";

	private static final Pattern READY = Pattern.compile("Server is ready to receive web requests");

	private static final Pattern ADDRESS = Pattern.compile("msg=\"Listening on\" address=(\\S+)");

	private static final JsonMapper JSON = new JsonMapper();

	private final RestClient client = RestClient.builder()
		.requestFactory(new SimpleClientHttpRequestFactory())
		.defaultStatusHandler(HttpStatusCode::isError, (request, response) -> {
			// The body says what is wrong.
		})
		.build();

	private final ChildProcess process;

	private final String root;

	private PrometheusServer(ChildProcess process) {
		this.process = process;
		process.awaitOutput(READY);
		this.root = "http://" + process.awaitOutput(ADDRESS).group(1) + "/api/v1/";
	}

	/**
	 * Starts it on a free port.
	 * @param directory where it keeps its configuration and data
	 * @param port port of the application on this machine
	 * @param rules files with rules
	 */
	static PrometheusServer start(Path directory, int port, List<Path> rules) throws IOException {
		Path configuration = directory.resolve("prometheus.yml");
		String files = rules.stream()
			.map((file) -> "'" + file.toAbsolutePath().normalize() + "'")
			.collect(Collectors.joining(", "));
		Files.writeString(configuration, CONFIGURATION.formatted(INTERVAL.toMillis(), files, port));
		List<String> command = List.of("prometheus", "--config.file=" + configuration,
				"--storage.tsdb.path=" + directory.resolve("data"), "--web.listen-address=127.0.0.1:0");
		return new PrometheusServer(new ChildProcess("prometheus", command));
	}

	/**
	 * Returns the names of all metrics that it has seen or recorded.
	 */
	Set<String> metricNames() {
		return get("label/__name__/values").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
	}

	/**
	 * Returns the series of a query over the last time.
	 */
	List<Series> query(String expression, Duration last) {
		double now = Instant.now().toEpochMilli() / 1000.0;
		MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
		form.add("query", expression);
		form.add("start", Double.toString(now - last.toSeconds()));
		form.add("end", Double.toString(now));
		form.add("step", "0.5");
		return data(expression,
				this.client.post().uri(this.root + "query_range").body(form).retrieve().body(String.class))
			.required("result")
			.valueStream()
			.map(Series::of)
			.toList();
	}

	/**
	 * Returns the alerts that fire, each with its labels and annotations.
	 */
	List<JsonNode> firing() {
		return get("alerts").required("alerts")
			.valueStream()
			.filter((alert) -> alert.required("state").asString().equals("firing"))
			.toList();
	}

	/**
	 * Returns the rules that it has loaded, each with its state of health.
	 */
	List<JsonNode> rules() {
		return get("rules").required("groups")
			.valueStream()
			.flatMap((group) -> group.required("rules").valueStream())
			.toList();
	}

	private JsonNode get(String path) {
		return data(path, this.client.get().uri(this.root + path).retrieve().body(String.class));
	}

	private static JsonNode data(String what, String answer) {
		JsonNode json = JSON.readTree(answer);
		assertThat(json.required("status").asString()).as("%s: %s", what, answer).isEqualTo("success");
		return json.required("data");
	}

	@Override
	public void close() {
		this.process.close();
	}

}
