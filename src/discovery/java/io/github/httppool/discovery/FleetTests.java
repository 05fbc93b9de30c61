package io.github.httppool.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.httppool.FleetFigures;
import io.github.httppool.FleetSnapshot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.context.refresh.ContextRefresher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Instances of an application that are registered with Eureka divide a limit among them,
 * and the limits of their pools follow a configuration that is refreshed. The tests are
 * one story.
 */
@ExtendWith(OutputCaptureExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(300)
class FleetTests {

	/** On a busy machine an application takes many seconds to start. */
	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final String POOL = "payment";

	/** What all instances together may have. */
	private static final int LIMIT = 100;

	private static final Map<String, Instance> instances = new TreeMap<>();

	@TempDir
	static Path folder;

	private static EurekaServer eureka;

	@BeforeAll
	static void start() throws IOException {
		eureka = new EurekaServer();
		configure(limit(LIMIT));
	}

	@AfterAll
	static void stop() {
		instances.values().parallelStream().forEach(Instance::close);
		eureka.close();
		await("threads of pools").atMost(PATIENCE)
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("httppool-") || name.startsWith("http-pool-")));
	}

	@Test
	@Order(1)
	void whenInstancesJoinThenEachPoolHasItsShare() {
		start("shop-1", 1);
		awaitLimits(LIMIT);
		start("shop-2", 1);
		awaitLimits(LIMIT / 2);
		start("shop-3", 1);
		start("shop-4", 1);
		awaitLimits(LIMIT / 4);
		assertThat(instances.values())
			.allSatisfy((instance) -> assertThat(instance.bean(FleetFigures.class).of(POOL))
				.hasValue(new FleetSnapshot(4, true, LIMIT)))
			.allSatisfy((instance) -> assertThat(instance.limit("default")).isEqualTo(200));
	}

	@Test
	@Order(2)
	void whileOneGoesAndComesThenEachPoolKeepsItsQuarter() {
		instances.remove("shop-4").close();
		awaitInstances(3, LIMIT / 4);
		start("shop-4", 4);
		awaitInstances(4, LIMIT / 4);
	}

	@Test
	@Order(3)
	void whenAFifthJoinsThenEachPoolHasAFifth() {
		start("shop-5", 4);
		awaitLimits(LIMIT / 5);
	}

	@Test
	@Order(4)
	void whenTheConfigurationIsRefreshedThenPoolsFollow(CapturedOutput output) throws IOException {
		configure("httppool.pool.max-connections=30", "httppool.timeouts.dns=1s", limit(LIMIT / 2));
		Instance instance = instances.get("shop-1");
		instance.bean(ContextRefresher.class).refresh();
		assertThat(instance.limit("default")).isEqualTo(30);
		assertThat(instance.limit(POOL)).isEqualTo(LIMIT / 2 / 5);
		assertThat(instance.pool("default").settings().timeouts().dns()).isEqualTo(Duration.ofSeconds(2));
		assertThat(output).contains("httppool.pool.max-connections changed from 200 to 30, which is in force now")
			.contains("httppool.timeouts.dns changed from 2s to 1s, which takes effect after a restart");
	}

	@Test
	@Order(5)
	void whenTheConfigurationIsWrongThenPoolsStayAsTheyAre(CapturedOutput output) throws IOException {
		configure("httppool.pool.max-connections=0", limit(LIMIT));
		Instance instance = instances.get("shop-1");
		instance.bean(ContextRefresher.class).refresh();
		assertThat(instance.limit("default")).isEqualTo(30);
		assertThat(instance.limit(POOL)).isEqualTo(LIMIT / 2 / 5);
		assertThat(output).contains("httppool.pool.max-connections").contains("must be 1 or more");
	}

	@Test
	@Order(6)
	void whenEurekaIsGoneThenPoolsKeepTheirShareAndANewOneHasThatOfItsConfiguration() throws IOException {
		configure(limit(LIMIT));
		instances.remove("shop-1").close();
		eureka.close();
		start("shop-6", 5);
		Instance unknown = instances.get("shop-6");
		assertThat(unknown.knownInstances()).isZero();
		assertThat(unknown.bean(FleetFigures.class).of(POOL)).hasValue(new FleetSnapshot(5, false, LIMIT));
		assertLimits(LIMIT / 5);
	}

	private static String limit(int connections) {
		return "httppool.clients." + POOL + ".pool.fleet-max-connections=" + connections;
	}

	private static void configure(String... properties) throws IOException {
		Files.write(configuration(), List.of(properties));
	}

	private static Path configuration() {
		return folder.resolve("shop.properties");
	}

	/**
	 * Starts an instance.
	 * @param replicas how many there are until it has counted them
	 */
	private static void start(String id, int replicas) {
		instances.put(id, new Instance(id, eureka.url(), configuration(), replicas));
	}

	/**
	 * Waits until all instances have heard how many there are, and have counted since. No
	 * pool's limit may change meanwhile.
	 */
	private static void awaitInstances(int count, int limit) {
		await("known").atMost(PATIENCE)
			.failFast(() -> assertLimits(limit))
			.untilAsserted(
					() -> assertThat(instances.values()).extracting(Instance::knownInstances).containsOnly(count));
		Map<Instance, Integer> before = instances.values()
			.stream()
			.collect(Collectors.toMap(Function.identity(), Instance::fetches));
		await("counted").atMost(PATIENCE)
			.failFast(() -> assertLimits(limit))
			.untilAsserted(() -> assertThat(before)
				.allSatisfy((instance, fetches) -> assertThat(instance.fetches()).isGreaterThan(fetches + 1)));
	}

	private static void awaitLimits(int expected) {
		await("limits").atMost(PATIENCE).untilAsserted(() -> assertLimits(expected));
	}

	private static void assertLimits(int expected) {
		assertThat(instances.values()).extracting((instance) -> instance.limit(POOL)).containsOnly(expected);
	}

}
