package io.github.httppool.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limit of connections over all hosts, as their servers see it together.
 */
class TotalLimitTests {

	private static final int HOSTS = 6;

	private static final int LIMIT = 8;

	private static final int CALLS = 60;

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private final SocketCounter sockets = new SocketCounter();

	@Test
	void whenManyHostsAreCalledAtOnceThenTheServersTogetherNeverSeeMoreSocketsThanTheLimit() {
		CallsUnderWay calls = callAllHosts(applicationWithLimit());
		calls.assertAnswered();
		assertThat(this.sockets.peak()).isEqualTo(LIMIT);
	}

	@Test
	void whenManyHostsAreCalledAtOnceThenIdleConnectionsGiveWay() {
		TestApplication application = applicationWithLimit();
		callAllHosts(application).assertAnswered();
		assertThat(application.actuator().pool().closed("STOLEN")).isPositive();
	}

	@Test
	void whenOneHostFreesItsSlotThenTheCallerOfAnotherIsServedSoon() {
		NettyServer busy = this.endToEnd.nettyServer(this.sockets);
		NettyServer wanted = this.endToEnd.nettyServer(this.sockets);
		TestApplication application = this.endToEnd.application("httppool.max-total-connections=1");
		CallsUnderWay blocking = CallsUnderWay.of(1, application.restClient(), busy.url("/held"));
		EndToEnd.eventually("the only slot taken", () -> assertThat(busy.held()).isOne());
		CallsUnderWay waiting = CallsUnderWay.of(1, application.webClient(), wanted.url("/ok"));
		EndToEnd.eventually("a caller waits", () -> assertThat(application.pool().snapshot().pending()).isOne());
		busy.release();
		EndToEnd.within(Duration.ofMillis(500), "caller served", () -> assertThat(wanted.requests()).isOne());
		blocking.assertAnswered();
		waiting.assertAnswered();
		assertThat(this.sockets.peak()).isOne();
	}

	private TestApplication applicationWithLimit() {
		return this.endToEnd.webApplication("httppool.max-total-connections=" + LIMIT,
				"httppool.pool.max-connections=" + LIMIT, "httppool.pool.max-pending-acquires=" + HOSTS * CALLS,
				"httppool.timeouts.acquire=30s");
	}

	private CallsUnderWay callAllHosts(TestApplication application) {
		RestClient client = application.restClient();
		List<String> urls = Stream.generate(() -> this.endToEnd.nettyServer(this.sockets).url("/sleep/2"))
			.limit(HOSTS)
			.toList();
		List<Callable<String>> calls = new ArrayList<>();
		for (int i = 0; i < HOSTS * CALLS; i++) {
			String url = urls.get(i % HOSTS);
			calls.add(() -> CallsUnderWay.get(client, url));
		}
		return CallsUnderWay.onThreads(calls);
	}

}
