package io.github.httppool.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.e2e.TestApplication.NothingButTheStarter;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.boot.WebApplicationType;
import org.springframework.util.Assert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;

/**
 * The applications and servers of a test. After every test it proves that nothing is
 * left: no lease, no waiting caller, and, with the applications closed, no connection, no
 * thread and no socket at a server.
 */
final class EndToEnd implements AfterEachCallback {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final Map<TestApplication, List<HttpPools>> applications = new LinkedHashMap<>();

	private final List<TestServer> servers = new ArrayList<>();

	TestApplication application(String... properties) {
		return application(WebApplicationType.NONE, properties);
	}

	TestApplication webApplication(String... properties) {
		return application(WebApplicationType.SERVLET, properties);
	}

	TestApplication application(WebApplicationType type, String... properties) {
		return application(type, NothingButTheStarter.class, properties);
	}

	TestApplication application(WebApplicationType type, Class<?> configuration, String... properties) {
		return add(TestApplication.start(type, configuration, properties));
	}

	TestApplication add(TestApplication application) {
		this.applications.put(application, application.context().getBeanProvider(HttpPools.class).stream().toList());
		return application;
	}

	NettyServer nettyServer() {
		return nettyServer(new SocketCounter());
	}

	NettyServer nettyServer(SocketCounter sockets) {
		return add(NettyServer.plain(sockets));
	}

	NettyServer tlsServer() {
		return add(NettyServer.tls());
	}

	NettyServer slowToConnect(Duration delay) {
		return add(NettyServer.slowToConnect(delay));
	}

	TomcatServer tomcatServer() {
		return add(new TomcatServer());
	}

	LateServer lateServer() {
		return add(new LateServer());
	}

	BodyServer bodyServer() {
		return add(new BodyServer());
	}

	private <S extends TestServer> S add(S server) {
		this.servers.add(server);
		return server;
	}

	@Override
	public void afterEach(ExtensionContext context) {
		try {
			assertAll(this::nothingIsUnderWay, this::closeApplications, this::closedPoolsAreEmpty, this::noThreadIsLeft,
					this::noSocketIsLeft);
		}
		finally {
			this.servers.forEach(TestServer::close);
			this.servers.clear();
			this.applications.clear();
		}
	}

	private void nothingIsUnderWay() {
		this.applications.forEach((application, pools) -> {
			if (application.context().isActive()) {
				pools.forEach((each) -> eventually("nothing under way",
						() -> assertThat(each.totals())
							.satisfies((totals) -> assertThat(totals.active() + totals.pending() + totals.connecting())
								.as(() -> connections(each))
								.isZero())));
			}
		});
	}

	/**
	 * What a lease that does not end was for, and for how long.
	 */
	static String connections(Iterable<HttpPool> pools) {
		return StreamSupport.stream(pools.spliterator(), false)
			.map((pool) -> pool.name() + ": " + pool.connections())
			.collect(Collectors.joining("; "));
	}

	private void closeApplications() {
		this.applications.keySet().forEach(TestApplication::close);
	}

	private void closedPoolsAreEmpty() {
		this.applications.values().forEach((pools) -> pools.forEach((each) -> each.forEach((pool) -> {
			PoolSnapshot figures = pool.snapshot();
			assertThat(figures.active() + figures.idle() + figures.connecting()).as("connections of %s", figures)
				.isZero();
			assertThat(figures.closedTotal()).as("closed connections of %s", figures).isEqualTo(figures.created());
			assertThat(figures.released()).as("leases of %s", figures).isEqualTo(figures.acquired());
			assertThat(pool.connections()).isEmpty();
		})));
	}

	private void noThreadIsLeft() {
		eventually("no thread left", () -> assertThat(threads()).isEmpty());
	}

	private void noSocketIsLeft() {
		eventually("no socket left", () -> assertThat(this.servers)
			.allSatisfy((server) -> assertThat(server.sockets().open()).as("%s", server.sockets()).isZero()));
	}

	/**
	 * Threads of all pools of this JVM.
	 */
	static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("httppool"))
			.collect(Collectors.toSet());
	}

	static void eventually(String what, ThrowingRunnable assertion) {
		within(PATIENCE, what, assertion);
	}

	/**
	 * A test that has run out of time is interrupted, and must not go on beside the next.
	 */
	static void within(Duration time, String what, ThrowingRunnable assertion) {
		await(what).atMost(time)
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.untilAsserted(() -> {
				Assert.state(!Thread.currentThread().isInterrupted(), () -> "interrupted while waiting for: " + what);
				assertion.run();
			});
	}

}
