package io.github.httppool.e2e;

import java.util.function.Function;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.github.httppool.e2e.Actuator.PoolFigures;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limit of connections per remote host, as two kinds of server see it.
 */
class HostLimitTests {

	private static final int LIMIT = 10;

	private static final int CALLS = 200;

	private static final String[] PROPERTIES = { "httppool.pool.max-connections=" + LIMIT,
			"httppool.pool.max-pending-acquires=" + CALLS, "httppool.timeouts.acquire=20s" };

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@ParameterizedTest
	@MethodSource("servers")
	void whenManyThreadsCallAtOnceThenTheServerNeverSeesMoreSocketsThanTheLimit(
			Function<EndToEnd, TestServer> anyServer) {
		TestServer server = anyServer.apply(this.endToEnd);
		TestApplication application = this.endToEnd.application(PROPERTIES);
		CallsUnderWay calls = CallsUnderWay.of(CALLS, application.restClient(), server.url("/sleep/5"));
		calls.assertAnswered();
		assertThat(server.sockets().peak()).isEqualTo(LIMIT);
	}

	@ParameterizedTest
	@MethodSource("servers")
	void whenManyReactiveCallsAreMadeAtOnceThenTheServerNeverSeesMoreSocketsThanTheLimit(
			Function<EndToEnd, TestServer> anyServer) {
		TestServer server = anyServer.apply(this.endToEnd);
		TestApplication application = this.endToEnd.application(PROPERTIES);
		CallsUnderWay calls = CallsUnderWay.of(CALLS, application.webClient(), server.url("/sleep/5"));
		calls.assertAnswered();
		assertThat(server.sockets().peak()).isEqualTo(LIMIT);
	}

	@ParameterizedTest
	@MethodSource("servers")
	void whenManyCallAtOnceThenTheEndpointShowsThatConnectionsAreReused(Function<EndToEnd, TestServer> anyServer) {
		TestServer server = anyServer.apply(this.endToEnd);
		TestApplication application = this.endToEnd.webApplication(PROPERTIES);
		CallsUnderWay.of(CALLS, application.restClient(), server.url("/sleep/5")).assertAnswered();
		PoolFigures pool = application.actuator().pool();
		assertThat(pool.acquired()).isEqualTo(CALLS);
		assertThat(pool.created()).isEqualTo(server.sockets().accepted()).isLessThanOrEqualTo(LIMIT);
		assertThat(pool.reused()).isEqualTo(CALLS - pool.created());
	}

	@ParameterizedTest
	@MethodSource("servers")
	void whenConnectionsAreReplacedUnderLoadThenTheServerNeverSeesMoreSocketsThanTheLimit(
			Function<EndToEnd, TestServer> anyServer) {
		TestServer server = anyServer.apply(this.endToEnd);
		TestApplication application = this.endToEnd.application("httppool.pool.max-connections=4",
				"httppool.pool.max-pending-acquires=" + CALLS, "httppool.pool.max-requests-per-connection=5",
				"httppool.timeouts.acquire=20s");
		CallsUnderWay calls = CallsUnderWay.of(CALLS, application.webClient(), server.url("/sleep/1"));
		calls.assertAnswered();
		assertThat(application.pool().snapshot().closed().get(CloseReason.MAX_REQUESTS))
			.isGreaterThanOrEqualTo(CALLS / 5 - 4);
		assertThat(server.sockets().peak()).isEqualTo(4);
	}

	@Test
	void whenTheServerClosesAfterEveryCallThenItNeverSeesMoreSocketsThanTheLimit() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application(PROPERTIES);
		CallsUnderWay.of(CALLS, application.webClient(), server.url("/close/5")).assertAnswered();
		assertThat(application.pool().snapshot().closed().get(CloseReason.NOT_PERSISTENT)).isPositive();
		assertThat(server.sockets().peak()).isEqualTo(LIMIT);
	}

	static Stream<Named<Function<EndToEnd, TestServer>>> servers() {
		return Stream.of(Named.of("Reactor Netty", EndToEnd::nettyServer), Named.of("Tomcat", EndToEnd::tomcatServer));
	}

}
