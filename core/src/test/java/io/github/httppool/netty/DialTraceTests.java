package io.github.httppool.netty;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.github.httppool.CallPhase;
import io.github.httppool.RawServer;
import io.github.httppool.call.Call;
import io.github.httppool.call.CallTrace;
import io.github.httppool.call.DialRecord;
import io.github.httppool.call.PhaseInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The trace of a call hears how the connections were opened that the call has caused,
 * once for each, and of no others.
 */
class DialTraceTests {

	@RegisterExtension
	final TestPool pool = new TestPool().maxConnections(2);

	@RegisterExtension
	final RawServer server = new RawServer().answering(RawServer.ok("ok"));

	private final List<DialRecord> dials = new CopyOnWriteArrayList<>();

	@Test
	void whenAConnectionIsOpenedThenTheTraceOfTheCallHearsOfItsPhases() {
		assertThat(get(this.server.uri("/"), this.dials::add).block()).isEqualTo("ok");
		await().until(() -> this.dials.size() == 1);
		DialRecord dial = this.dials.get(0);
		assertThat(dial.pool()).isEqualTo("default");
		assertThat(dial.host()).isEqualTo(this.server.uri("").getAuthority());
		assertThat(dial.connectionId()).isEqualTo(this.pool.pool().connections().get(0).id());
		assertThat(dial.error()).isNull();
		assertThat(dial.intervals()).extracting(PhaseInterval::phase).contains(CallPhase.TCP);
		assertHasNoGaps(dial);
	}

	private static void assertHasNoGaps(DialRecord dial) {
		long end = dial.begin();
		for (PhaseInterval interval : dial.intervals()) {
			assertThat(interval.begin()).isEqualTo(end);
			end = interval.end();
		}
		assertThat(end).isEqualTo(dial.end());
	}

	@Test
	void whenTheConnectionWasOpenThenTheTraceHearsNothing() {
		assertThat(get(this.server.uri("/"), null).block()).isEqualTo("ok");
		await().until(() -> this.pool.snapshot().idle() == 1);
		assertThat(get(this.server.uri("/"), this.dials::add).block()).isEqualTo("ok");
		assertThat(this.pool.snapshot().created()).isOne();
		assertThat(this.dials).isEmpty();
	}

	@Test
	void whenNoConnectionCanBeOpenedThenTheTraceHearsWhy() throws IOException {
		URI nobody = this.server.uri("/");
		this.server.close();
		assertThatThrownBy(() -> get(nobody, this.dials::add).block()).hasRootCauseInstanceOf(ConnectException.class);
		await().until(() -> this.dials.size() == 1);
		assertThat(this.dials.get(0).error()).isInstanceOf(ConnectException.class);
		assertHasNoGaps(this.dials.get(0));
	}

	@Test
	void whenTheCallHasGoneThenItsTraceHearsOfTheConnectionAllTheSame() {
		CountDownLatch mayAnswer = new CountDownLatch(1);
		this.server.serving((client) -> {
			RawServer.awaitLatch(mayAnswer);
			// A handshake that is refused: this is no TLS.
			client.write("go away");
		});
		URI tls = URI.create(this.server.uri("/").toString().replace("http:", "https:"));
		var call = get(tls, this.dials::add).subscribe();
		await().until(() -> this.server.connections() == 1);
		call.dispose();
		mayAnswer.countDown();
		await().until(() -> this.dials.size() == 1);
		assertThat(this.dials.get(0).error()).isNotNull();
		assertThat(this.dials.get(0).intervals()).extracting(PhaseInterval::phase).endsWith(CallPhase.TLS);
	}

	/** Netty and Reactor let errors of this kind pass. */
	@Test
	void whenTheTraceThrowsThenNeitherCallNorConnectionFeelsIt() {
		CallTrace broken = (dial) -> {
			this.dials.add(dial);
			throw new LinkageError("thrown by a trace, on purpose");
		};
		assertThat(get(this.server.uri("/"), broken).block()).isEqualTo("ok");
		await().until(() -> this.dials.size() == 1);
		assertThat(get(this.server.uri("/"), null).block()).isEqualTo("ok");
		assertThat(this.pool.snapshot().created()).isOne();
	}

	private Mono<String> get(URI uri, CallTrace trace) {
		Call call = new Call("GET", "/", null, System.nanoTime());
		call.tracedBy(trace);
		return this.pool.pool()
			.httpClient()
			.get()
			.uri(uri)
			.responseContent()
			.aggregate()
			.asString()
			.contextWrite(Context.of(Call.class, call));
	}

}
