package io.github.httppool.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.FleetFigures;
import io.github.httppool.FleetSnapshot;
import io.github.httppool.HttpPools;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.cloud.context.refresh.ContextRefresher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that is registered with Eureka, as three others of its name are: a limit
 * that they share is divided among them. The tests are one story.
 */
@ExtendWith(OutputCaptureExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FleetTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String NAME = "shop";

	@TempDir
	static Path folder;

	private static final String LIMIT = "httppool.clients.payment.pool.fleet-max-connections=100\n";

	private static @Nullable EurekaServer eureka;

	private static @Nullable ConfigurableApplicationContext application;

	@BeforeAll
	static void start() throws IOException {
		eureka = new EurekaServer();
		for (int i = 2; i <= 4; i++) {
			eureka.register(NAME, "shop-" + i);
		}
		configure("");
		application = new SpringApplicationBuilder(Application.class).run("--spring.application.name=" + NAME,
				"--server.port=0", "--server.address=127.0.0.1",
				"--spring.config.additional-location=file:" + properties(),
				"--eureka.client.service-url.defaultZone=" + eureka.url(),
				EurekaServer.TRANSPORT, "--eureka.client.registry-fetch-interval-seconds=1",
				"--eureka.instance.instance-id=shop-1",
				"--httppool.clients.payment.base-url=http://payment.example", "--spring.main.banner-mode=off");
	}

	private static Path properties() {
		return folder.resolve("later.properties");
	}

	private static void configure(String properties) throws IOException {
		Files.writeString(properties(), properties);
	}

	@AfterAll
	static void stop() {
		try {
			if (application != null) {
				application.close();
			}
		}
		finally {
			if (eureka != null) {
				eureka.close();
			}
		}
		await().atMost(PATIENCE).untilAsserted(FleetTests::assertThatNothingIsCounted);
	}

	private static void assertThatNothingIsCounted() {
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName).doesNotContain("httppool-fleet");
	}

	@Test
	@Order(0)
	void whenNoPoolSharesALimitThenNothingIsCounted() {
		awaitInstances(4);
		awaitLook();
		assertThatNothingIsCounted();
	}

	@Test
	@Order(1)
	void whenALimitIsAddedThenAPoolHasTheQuarterOfOneOfFourInstances() throws IOException {
		configure(LIMIT);
		application.getBean(ContextRefresher.class).refresh();
		awaitLimit(25);
		assertThat(application.getBean(FleetFigures.class).of("payment")).hasValue(new FleetSnapshot(4, true, 100));
		assertThat(application.getBean(HttpPools.class).get("default").settings().pool().maxConnections())
			.isEqualTo(200);
	}

	@Test
	@Order(2)
	void whileOneGoesAndComesAPoolKeepsItsQuarter() {
		for (int i = 0; i < 2; i++) {
			eureka.deregister(NAME, "shop-4");
			awaitInstances(3);
			awaitLook();
			assertThat(limit()).isEqualTo(25);
			eureka.register(NAME, "shop-4");
			awaitInstances(4);
			awaitLook();
			assertThat(limit()).isEqualTo(25);
		}
	}

	@Test
	@Order(3)
	void whenOneJoinsThenAPoolHasAFifthAtOnce() {
		eureka.register(NAME, "shop-5");
		awaitLimit(20);
	}

	@Test
	@Order(4)
	void whenTheConfigurationIsRefreshedThenPoolsFollow(CapturedOutput output) throws IOException {
		configure(LIMIT + "httppool.pool.max-connections=30\nhttppool.timeouts.dns=1s\n");
		application.getBean(ContextRefresher.class).refresh();
		HttpPools pools = application.getBean(HttpPools.class);
		assertThat(pools.get("default").settings().pool().maxConnections()).isEqualTo(30);
		assertThat(pools.get("default").settings().timeouts().dns()).isEqualTo(Duration.ofSeconds(2));
		assertThat(output).contains("httppool.pool.max-connections changed from 200 to 30, which is in force now")
			.contains("httppool.timeouts.dns changed from 2s to 1s, which takes effect after a restart");
		// A share of 20 is below 30.
		assertThat(limit()).isEqualTo(20);
	}

	@Test
	@Order(5)
	void whenTheConfigurationIsWrongThenPoolsStayAsTheyAre(CapturedOutput output) throws IOException {
		configure(LIMIT + "httppool.pool.max-connections=0\n");
		application.getBean(ContextRefresher.class).refresh();
		assertThat(application.getBean(HttpPools.class).get("default").settings().pool().maxConnections())
			.isEqualTo(30);
		assertThat(output).contains("httppool.pool.max-connections is 0").contains("must be 1 or more");
	}

	@Test
	@Order(6)
	void whenEurekaIsGoneThenTheLastNumberRemains() {
		eureka.close();
		// The registry is fetched every second. A fetch that fails publishes nothing to
		// wait for.
		await().during(Duration.ofSeconds(3))
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(limit()).isEqualTo(20));
	}

	private static void awaitInstances(int count) {
		DiscoveryClient discovery = application.getBean(DiscoveryClient.class);
		await("instances").atMost(PATIENCE)
			.untilAsserted(() -> assertThat(discovery.getInstances(NAME)).hasSize(count));
	}

	private static void awaitLimit(int expected) {
		await("limit").atMost(PATIENCE).untilAsserted(() -> assertThat(limit()).isEqualTo(expected));
	}

	/**
	 * Returns once the registry was fetched twice, and so counted since the call.
	 */
	private static void awaitLook() {
		AtomicInteger heartbeats = application.getBean(Application.class).heartbeats;
		int before = heartbeats.get();
		await("heartbeats").atMost(PATIENCE).until(() -> heartbeats.get() >= before + 2);
	}

	private static int limit() {
		return application.getBean(HttpPools.class).get("payment").settings().pool().maxConnections();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final AtomicInteger heartbeats = new AtomicInteger();

		@EventListener
		void beat(HeartbeatEvent event) {
			this.heartbeats.incrementAndGet();
		}

	}

}
