package io.github.httppool.sample.traffic;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FlowTests {

	private static final URI UPSTREAM = URI.create("http://upstream.example/");

	private final RecordingCaller rest = new RecordingCaller(2);

	private final RecordingCaller web = new RecordingCaller(2);

	private final Map<ClientKind, Caller> callers = Map.of(ClientKind.REST, this.rest, ClientKind.WEB, this.web);

	private final Flow flow = new Flow("orders", "fast", () -> UPSTREAM, new FlowSettings(10, ClientKind.REST));

	@Test
	void callsAreInFlightUntilTheyEnd() {
		this.flow.fire(2, this.callers);
		assertThat(calls().inFlight()).isEqualTo(2);
		this.rest.inFlight.pop().ok();
		this.rest.inFlight.pop().failed(new IllegalStateException("no answer"));
		assertThat(calls().inFlight()).isZero();
		assertThat(calls().ok()).isOne();
		assertThat(calls().failed()).isOne();
	}

	@Test
	void onlyAnsweredCallsHaveALatency() {
		this.flow.fire(2, this.callers);
		this.rest.inFlight.pop().failed(new IllegalStateException());
		assertThat(calls().p50Millis()).isNull();
		this.rest.inFlight.pop().ok();
		assertThat(calls().p50Millis()).isNotNegative();
	}

	@Test
	void lastFailureIsKept() {
		this.flow.fire(2, this.callers);
		this.rest.inFlight.pop().failed(new IllegalStateException("first"));
		this.rest.inFlight.pop().failed(new IllegalStateException("second"));
		assertThat(calls().lastFailure()).extracting(FlowStats.Failure::message).isEqualTo("second");
	}

	@Test
	void failureWithoutMessageIsNamedByTheTypeOfItsCause() {
		this.flow.fire(1, this.callers);
		this.rest.inFlight.pop().failed(new RuntimeException(null, new IllegalStateException()));
		assertThat(calls().lastFailure()).extracting(FlowStats.Failure::message)
			.isEqualTo("java.lang.IllegalStateException");
	}

	@Test
	void callsWithoutRoomAreSkipped() {
		assertThat(this.flow.fire(5, this.callers)).isEqualTo(2);
		assertThat(calls().skipped()).isEqualTo(3);
		assertThat(calls().inFlight()).isEqualTo(2);
	}

	@Test
	void changeDecidesWhoMakesTheNextCall() {
		this.flow.change(new FlowSettings(10, ClientKind.WEB));
		this.flow.fire(1, this.callers);
		assertThat(this.web.inFlight).hasSize(1);
		assertThat(this.rest.inFlight).isEmpty();
	}

	@Test
	void clientDecidesThePool() {
		assertThat(this.flow.state().pool()).isEqualTo("default");
		this.flow.change(new FlowSettings(10, ClientKind.PAYMENT));
		assertThat(this.flow.state().pool()).isEqualTo("payment");
	}

	@Test
	void rateOutOfRangeIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new FlowSettings(501, ClientKind.REST))
			.withMessage("rate must be 0 to 500 calls per second, not 501");
		assertThatIllegalArgumentException().isThrownBy(() -> new FlowSettings(-1, ClientKind.REST));
	}

	private FlowStats.Snapshot calls() {
		return this.flow.state().calls();
	}

	/**
	 * Has room for some calls and leaves it to the test to end them.
	 */
	private static final class RecordingCaller implements Caller {

		private final Deque<Call> inFlight = new ArrayDeque<>();

		private final int room;

		private RecordingCaller(int room) {
			this.room = room;
		}

		@Override
		public boolean makeCall(URI uri, Call call) {
			return this.inFlight.size() < this.room && this.inFlight.add(call);
		}

		@Override
		public void close() {
		}

		@Override
		public void awaitCalls(Duration timeout) {
		}

	}

}
