package io.github.httppool.autoconfigure.properties;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.httppool.WarmUp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The manifests of {@code examples/kubernetes}: what they configure exists, and what one
 * of them says fits the others.
 */
class KubernetesManifestsTests {

	private static final Path FOLDER = Path.of("../examples/kubernetes");

	private final Node deployment = read("deployment.yaml");

	private final Node pod = this.deployment.at("spec", "template", "spec");

	private final Node container = this.pod.at("containers", 0);

	private final ConfigurableEnvironment environment = environment();

	@Test
	void eachPropertyAndVariableIsKnownAndValid() {
		HttpPoolProperties bound = bound();
		EffectiveProperties effective = EffectiveProperties.of(bound, this.environment);
		assertThat(PropertyWarnings.of(effective, Set.of(), this.environment)).isEmpty();
		assertThat(effective.pools()).containsKey("payment");
		assertThat(effective.pools().get("payment").settings().pool().warmUp()).isEqualTo(WarmUp.READINESS);
	}

	@Test
	void theVariablesCountAndTheFleetIsAsLargeAsTheDeployment() {
		HttpPoolProperties bound = bound();
		assertThat(bound.getFleet().getReplicas()).isEqualTo(this.deployment.at("spec", "replicas").value());
		assertThat(EffectiveProperties.of(bound, this.environment)
			.dividedSettings(bound.getFleet().getReplicas())
			.get("payment")
			.pool()
			.maxConnections()).isEqualTo(20);
	}

	@Test
	void thePodIsStoppedWithinItsGracePeriod() {
		Duration phase = property("spring.lifecycle.timeout-per-shutdown-phase", Duration.class);
		Duration drain = property("httppool.shutdown.drain-timeout", Duration.class);
		int preStop = this.container.at("lifecycle", "preStop", "sleep", "seconds").value();
		int grace = this.pod.at("terminationGracePeriodSeconds").value();
		assertThat(drain).isLessThan(phase);
		assertThat(grace).isGreaterThan((int) (preStop + 2 * phase.toSeconds()));
		assertThat(property("server.shutdown", String.class)).isEqualTo("graceful");
	}

	@ParameterizedTest
	@ValueSource(strings = { "startupProbe", "livenessProbe", "readinessProbe" })
	void aProbeAsksTheManagementPort(String probe) {
		Node get = this.container.at(probe, "httpGet");
		assertThat(port(get.at("port").value())).isEqualTo(property("management.server.port", Integer.class));
		assertThat(get.at("path").<String>value())
			.isEqualTo("/actuator/health/" + (probe.startsWith("readiness") ? "readiness" : "liveness"));
		assertThat(property("management.endpoint.health.probes.enabled", Boolean.class)).isTrue();
		assertThat(exposed()).contains("health");
	}

	@Test
	void prometheusScrapesTheManagementPort() {
		Node annotations = this.deployment.at("spec", "template", "metadata", "annotations");
		assertThat(annotations.at("prometheus.io/scrape").<String>value()).isEqualTo("true");
		assertThat(annotations.at("prometheus.io/port").<String>value())
			.isEqualTo(property("management.server.port", String.class));
		assertThat(annotations.at("prometheus.io/path").<String>value()).isEqualTo("/actuator/prometheus");
		assertThat(exposed()).contains("prometheus", "httppool");
	}

	@Test
	void theServiceLeadsToTheApplicationOnly() {
		Node service = read("service.yaml");
		assertThat(port(service.at("spec", "ports", 0, "targetPort").value()))
			.isEqualTo(property("server.port", Integer.class));
		assertThat(service.at("spec", "ports").<List<?>>value()).hasSize(1);
		assertThat(service.at("spec", "selector").<Object>value())
			.isEqualTo(this.deployment.at("spec", "template", "metadata", "labels").value())
			.isEqualTo(this.deployment.at("spec", "selector", "matchLabels").value());
	}

	@Test
	void theConfigurationIsMountedWhereSpringBootReadsIt() {
		assertThat(this.container.at("volumeMounts", 0, "mountPath").<String>value()).isEqualTo("/config");
		assertThat(this.container.at("volumeMounts", 0, "name").<String>value())
			.isEqualTo(this.pod.at("volumes", 0, "name").value());
		assertThat(this.pod.at("volumes", 0, "configMap", "name").<String>value())
			.isEqualTo(read("configmap.yaml").at("metadata", "name").value());
	}

	@Test
	void noRoleIsNeeded() {
		assertThat(this.pod.at("automountServiceAccountToken").<Boolean>value()).isFalse();
		assertThat(this.pod.<Map<String, ?>>value()).doesNotContainKey("serviceAccountName");
	}

	private HttpPoolProperties bound() {
		return Binder.get(this.environment, new ClientNamesBindHandler(BindHandler.DEFAULT))
			.bindOrCreate("httppool", HttpPoolProperties.class);
	}

	private List<String> exposed() {
		return List.of(property("management.endpoints.web.exposure.include", String[].class));
	}

	private <T> T property(String name, Class<T> type) {
		return Binder.get(this.environment).bind(name, type).get();
	}

	private int port(String name) {
		List<Map<String, Object>> ports = this.container.at("ports").value();
		return ports.stream()
			.filter((port) -> port.get("name").equals(name))
			.map((port) -> (Integer) port.get("containerPort"))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * The file of the ConfigMap, and above it the variables of the container.
	 */
	private ConfigurableEnvironment environment() {
		StandardEnvironment created = new StandardEnvironment();
		created.getPropertySources()
			.stream()
			.toList()
			.forEach((source) -> created.getPropertySources().remove(source.getName()));
		String file = read("configmap.yaml").at("data", "application.yaml").value();
		Map<String, Object> variables = new LinkedHashMap<>();
		this.container.at("env")
			.<List<Map<String, Object>>>value()
			.forEach((each) -> variables.put((String) each.get("name"), each.get("value")));
		created.getPropertySources()
			.addLast(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					variables));
		try {
			new YamlPropertySourceLoader().load("application.yaml", new ByteArrayResource(file.getBytes()))
				.forEach(created.getPropertySources()::addLast);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return created;
	}

	private static Node read(String file) {
		try {
			return new Node(new Yaml().load(Files.readString(FOLDER.resolve(file))));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A part of a manifest.
	 */
	private record Node(Object content) {

		Node at(Object... path) {
			Object present = this.content;
			for (Object step : path) {
				present = (step instanceof Integer index) ? ((List<?>) present).get(index)
						: ((Map<?, ?>) present).get(step);
				assertThat(present).as("%s of %s", step, List.of(path)).isNotNull();
			}
			return new Node(present);
		}

		@SuppressWarnings("unchecked")
		<T> T value() {
			return (T) this.content;
		}

	}

}
