package io.github.httppool.e2e;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CloseReason;
import io.github.httppool.HttpPool;
import io.github.httppool.LeakKind;
import io.github.httppool.LeakSite;
import io.github.httppool.LeaksSnapshot;
import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What becomes of the only connection when its response is lost: without healing the
 * application cannot call any more, and is told why; with it, it can. On the transport of
 * the JVM, which is epoll where there is; what is tagged runs once more on NIO.
 */
class LeakedResponseTests {

	private static final int LARGE = 300_000;

	/** More than comes with the headers, and within what is drained. */
	private static final int MEDIUM = 50_000;

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private BodyServer server;

	private TestApplication application;

	private void start(String reclaim, String acquireTimeout) {
		this.server = this.endToEnd.bodyServer();
		this.application = this.endToEnd.application("httppool.pool.max-connections=1",
				"httppool.pool.eviction-interval=10ms", "httppool.leak-detection.call-site-sampling=1",
				"httppool.leak-detection.reclaim=" + reclaim, "httppool.timeouts.acquire=" + acquireTimeout,
				"httppool.shutdown.drain-timeout=0");
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource(Leak.class)
	void whenNothingIsReclaimedThenTheNextCallGetsNoConnection(Leak leak) {
		start("off", "200ms");
		loseAndConfirm(leak, LARGE);
		Throwable failure = catchThrowable(this::call);
		this.application.close();
		assertThat(failure).hasCauseInstanceOf(AcquireTimeoutException.class);
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource(Leak.class)
	void whenNothingIsReclaimedThenTheLeakIsConfirmedWithItsCallSite(Leak leak) {
		start("off", "200ms");
		loseAndConfirm(leak, LARGE);
		HttpPool pool = this.application.pool();
		this.application.close();
		assertThat(pool.leaks().confirmed()).isOne();
		assertThat(pool.leaks().reclaimed()).isZero();
		assertThat(pool.leaks().sites()).singleElement()
			.satisfies((site) -> assertThat(site.callSite()).startsWith("com.example.orders.OrderClient.")
				.contains(leak.method())
				.contains("(OrderClient.java:"))
			.returns(LeakKind.CONFIRMED, LeakSite::state)
			.returns(1L, LeakSite::count);
	}

	@Tag("every-transport")
	@ParameterizedTest(name = "{0}, {1} bytes")
	@MethodSource("leaksOfBothSizes")
	void whenConfirmedLeaksAreReclaimedThenTheNextCallSucceeds(Leak leak, int size) {
		start("confirmed", "20s");
		leak.happen(this.application.orderClient(), this.server.uri("/bytes/" + size));
		EndToEnd.eventually("called", () -> assertThat(this.application.pool().snapshot().acquired()).isOne());
		try (Garbage garbage = Garbage.collectedEvery(20)) {
			assertThat(call()).isEqualTo("ok");
		}
		assertThat(this.application.pool().leaks()).returns(1L, (leaks) -> leaks.confirmed())
			.returns(1L, (leaks) -> leaks.reclaimed());
	}

	static Stream<Arguments> leaksOfBothSizes() {
		return Stream.of(Leak.values())
			.flatMap((leak) -> leak.isOfRestClient() ? Stream.of(arguments(leak, LARGE))
					: Stream.of(arguments(leak, LARGE), arguments(leak, MEDIUM)));
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource(value = Leak.class,
			names = { "ENTITY_FLUX_NEVER_SUBSCRIBED", "FILTER_THAT_DROPS", "HANDLER_THAT_NEVER_ANSWERS" })
	void whenTheRestOfALostBodyIsSmallThenItsConnectionServesTheNextCall(Leak leak) {
		start("confirmed", "20s");
		leak.happen(this.application.orderClient(), this.server.uri("/bytes/" + MEDIUM));
		EndToEnd.eventually("called", () -> assertThat(this.application.pool().snapshot().acquired()).isOne());
		try (Garbage garbage = Garbage.collectedEvery(20)) {
			call();
		}
		assertThat(this.server.sockets().accepted()).isOne();
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource(value = Leak.class, names = { "EXCHANGE_WITHOUT_CLOSE", "INPUT_STREAM_NOT_CLOSED",
			"INTERCEPTOR_THAT_DROPS", "BARE_FACTORY_WITHOUT_CLOSE" })
	void whenALostResponseOfRestClientWasCollectedThenNothingLeaks(Leak leak) {
		start("off", "200ms");
		leak.happen(this.application.orderClient(), this.server.uri("/bytes/" + MEDIUM));
		assertThat(call()).isEqualTo("ok");
	}

	@Test
	@Tag("every-transport")
	void whenTheServerHasClosedTheConnectionOfALostResponseThenItIsReclaimedAllTheSame() {
		start("confirmed", "20s");
		this.application.orderClient().stalledDemand(this.server.uri("/bytes/" + LARGE));
		// A call that the server has not read is sent again on another connection.
		EndToEnd.eventually("read", () -> assertThat(this.server.begun()).isOne());
		this.server.dropConnections();
		try (Garbage garbage = Garbage.collectedEvery(20)) {
			assertThat(call()).isEqualTo("ok");
		}
	}

	@Test
	@Tag("every-transport")
	void thisIsTheTransportThatWasAskedFor() {
		start("off", "1s");
		call();
		boolean nativeAsked = !"false".equals(System.getProperty("reactor.netty.native")) && Epoll.isAvailable();
		assertThat(EndToEnd.threads()).isNotEmpty()
			.allSatisfy((thread) -> assertThat(thread.getName()).contains(nativeAsked ? "-epoll-" : "-nio-"));
	}

	@Test
	void whenALargeBodyIsReclaimedThenTheReasonOfTheCloseSaysSo() {
		start("confirmed", "20s");
		this.application.orderClient().exchangeWithoutClose(this.server.uri("/bytes/" + LARGE));
		try (Garbage garbage = Garbage.collectedEvery(20)) {
			EndToEnd.within(PATIENCE, "closed", () -> assertThat(this.application.pool().snapshot().closed())
				.containsEntry(CloseReason.LEAK_RECLAIMED, 1L));
		}
	}

	/**
	 * Two seconds, that is. The garbage is collected once only, so nothing may be on its
	 * way to the application any more: what the event loop does after the last response,
	 * it does after it has delivered that.
	 */
	@Test
	@Tag("every-transport")
	void whenGarbageIsCollectedThenAllLeaksAreFoundWithinTwoSweeps() {
		this.server = this.endToEnd.bodyServer();
		this.application = this.endToEnd.application("httppool.event-loops=1", "httppool.pool.eviction-interval=1s");
		List<Leak> leaks = Stream.of(Leak.values()).filter(Leak::isThereWhenItReturns).toList();
		IntStream.range(0, 5)
			.forEach((time) -> leaks
				.forEach((leak) -> leak.happen(this.application.orderClient(), this.server.uri("/bytes/" + LARGE))));
		long expected = 5L * leaks.size();
		HttpPool pool = this.application.pool();
		call();
		assertThat(pool.snapshot().acquired()).isEqualTo(expected + 1);
		Garbage.collect();
		EndToEnd.within(Duration.ofSeconds(2), "found",
				() -> assertThat(pool.leaks()).returns(expected, LeaksSnapshot::confirmed)
					.returns(expected, LeaksSnapshot::reclaimed));
	}

	private void loseAndConfirm(Leak leak, int size) {
		leak.happen(this.application.orderClient(), this.server.uri("/bytes/" + size));
		HttpPool pool = this.application.pool();
		EndToEnd.eventually("called", () -> assertThat(pool.snapshot().acquired()).isOne());
		EndToEnd.within(PATIENCE, "confirmed", () -> {
			Garbage.collect();
			assertThat(pool.leaks().confirmed()).isOne();
		});
	}

	private String call() {
		return CallsUnderWay.get(this.application.restClient(), this.server.url("/ok"));
	}

}
