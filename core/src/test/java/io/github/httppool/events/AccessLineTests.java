package io.github.httppool.events;

import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;

import io.github.httppool.CallFlag;
import io.github.httppool.CallOutcome;
import io.github.httppool.CallPhase;
import io.github.httppool.events.EndedCall.UsedConnection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AccessLineTests {

	@Test
	void hasAllKeysInOrder() {
		assertThat(AccessLine.of("payment",
				call("/orders/{id}", new UsedConnection(7, 61_203_000_000L, 12, 10, 532), null)))
			.isEqualTo("pool=payment host=api.example:443 method=GET path=/orders/{id} status=200 outcome=completed"
					+ " flag=ok attempts=1 total_ms=12.345 queued_ms=0.012 connecting_ms=0.000 dns_ms=0.000"
					+ " tcp_ms=0.000 tls_ms=0.000 sending_ms=0.000 waiting_ms=12.333 receiving_ms=0.000"
					+ " paused_ms=0.000 connection=7 age_ms=61203.000 uses=12 sent_bytes=10 received_bytes=532 error=-");
	}

	@Test
	void whatIsNotKnownIsADash() {
		EndedCall unknown = new EndedCall("api.example:443", null, null, null, CallOutcome.FAILED, CallFlag.DIAL, 0, 1,
				Map.of(), null, new ConnectException("no"));
		assertThat(AccessLine.of("payment", unknown)).contains(" method=- path=- status=- outcome=failed flag=dial ")
			.endsWith(" connection=- age_ms=- uses=- sent_bytes=- received_bytes=- error=ConnectException");
	}

	@Test
	void aHostileValueStaysOne() {
		String line = AccessLine.of("payment", call("/a b\r\nstatus=500 \"x\\", null, null));
		assertThat(line).contains(" path=\"/a b\\\\r\\\\nstatus=500 \\\"x\\\\\" status=200 ")
			.doesNotContain("\n", "\r");
	}

	@Test
	void aDashThatIsAValueIsQuoted() {
		assertThat(AccessLine.of("-", call("", null, null))).startsWith("pool=\"-\" ").contains(" path=\"\" ");
	}

	private static EndedCall call(String path, UsedConnection connection, Throwable error) {
		return new EndedCall("api.example:443", "GET", path, null, CallOutcome.COMPLETED, CallFlag.OK, 200, 1,
				Map.of(CallPhase.QUEUED, Duration.ofNanos(12_345), CallPhase.WAITING, Duration.ofNanos(12_333_000)),
				connection, error);
	}

}
