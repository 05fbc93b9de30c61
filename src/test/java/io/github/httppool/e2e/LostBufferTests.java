package io.github.httppool.e2e;

import java.util.stream.IntStream;

import io.github.httppool.LeakSite;
import io.github.httppool.netty.ReactorHttpPools;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Responses that are lost when they have arrived to their end: the connection is free
 * already, but Netty's buffers would be lost. Its own detector, which here follows every
 * buffer, must have nothing to report.
 */
class LostBufferTests {

	private static final int RESPONSES = 5;

	/** Arrives with the headers. */
	private static final int SMALL = 1_000;

	/** Does not, but fits into the buffers of the kernel. */
	private static final int MEDIUM = 50_000;

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private final BodyServer server = this.endToEnd.bodyServer();

	private final TestApplication application = this.endToEnd.application("httppool.pool.eviction-interval=10ms",
			"httppool.leak-detection.call-site-sampling=1");

	private final long reportsBefore = reports();

	@ParameterizedTest(name = "{0}")
	@EnumSource(value = Leak.class,
			names = { "ENTITY_FLUX_NEVER_SUBSCRIBED", "FILTER_THAT_DROPS", "HANDLER_THAT_NEVER_ANSWERS" })
	void whenALostResponseIsSmallThenItIsNamedAndItsBuffersAreReleased(Leak leak) {
		lose(leak, SMALL);
		EndToEnd.eventually("given back",
				() -> assertThat(this.application.pool().snapshot().released()).isEqualTo(RESPONSES));
		proveThatAllAreNamed(leak);
		assertThat(this.application.pool().leaks().reclaimed()).isZero();
		assertThat(reports()).isEqualTo(this.reportsBefore);
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource(value = Leak.class, names = { "ENTITY_FLUX_NEVER_SUBSCRIBED", "FILTER_THAT_DROPS", "STALLED_DEMAND",
			"HANDLER_THAT_NEVER_ANSWERS" })
	void whenTheServerClosesAndTheResponseIsLostThenItIsNamedAndItsBuffersAreReleased(Leak leak) {
		assumeTrue(Epoll.isAvailable(), "The other transport notices the close only when it reads");
		lose(leak, MEDIUM);
		EndToEnd.eventually("sent", () -> assertThat(this.server.bodies()).isEqualTo(RESPONSES));
		this.server.dropConnections();
		proveThatAllAreNamed(leak);
		assertThat(reports()).isEqualTo(this.reportsBefore);
	}

	@Test
	void whenALostResponseHasNoBodyThenItIsNotAmongTheLeaks() {
		Mono<ResponseEntity<Flux<String>>> empty = this.application.webClient()
			.get()
			.uri(this.server.uri("/nothing"))
			.retrieve()
			.toEntityFlux(String.class);
		assertThat(Flux.range(0, 5).concatMap((i) -> empty.map(ResponseEntity::getStatusCode)).blockLast()).isNotNull();
		Leak last = Leak.ENTITY_FLUX_NEVER_SUBSCRIBED;
		lose(last, SMALL);
		proveThatAllAreNamed(last);
	}

	private void lose(Leak leak, int size) {
		for (int i = 0; i < RESPONSES; i++) {
			leak.happen(this.application.orderClient(), this.server.uri("/bytes/" + size));
		}
	}

	private void proveThatAllAreNamed(Leak leak) {
		EndToEnd.eventually("confirmed", () -> {
			Garbage.collect();
			assertThat(this.application.pool().leaks().confirmed()).isEqualTo(RESPONSES);
		});
		assertThat(this.application.pool().leaks().sites()).singleElement()
			.extracting(LeakSite::callSite)
			.asString()
			.contains("OrderClient")
			.contains(leak.method());
	}

	/**
	 * How many buffers Netty has reported as lost, those included that it knows of only
	 * when it is asked for the next one.
	 */
	private long reports() {
		IntStream.range(0, 3).forEach((time) -> Garbage.collect());
		PooledByteBufAllocator.DEFAULT.buffer().release();
		return this.application.bean(ReactorHttpPools.class).bufferLeaks().orElseThrow();
	}

}
