package io.github.httppool.e2e;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A deployment, again and again: the sample application is replaced while it calls an
 * upstream that takes a second for each answer, with every kind of client. The books of
 * the application, of its pools and of the upstream must agree.
 */
@DisabledOnOs(OS.WINDOWS)
class RollingRestartTests {

	private static final List<String> UPSTREAMS = List.of("fast", "slow", "payment", "inventory");

	private static final int CALLS_BEFORE = 20;

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@Test
	@Timeout(900)
	void whenRestartedFiveTimesUnderLoadThenNoCallIsLost() throws IOException {
		restart(5);
	}

	@Test
	@Tag("stress")
	@Timeout(3600)
	void whenRestartedAHundredTimesUnderLoadThenNoCallIsLost() throws IOException {
		restart(100);
	}

	/**
	 * As in a deployment without a gap, the next one starts before the last one stops.
	 */
	private void restart(int times) throws IOException {
		List<Instance> instances = new ArrayList<>();
		try {
			instances.add(new Instance());
			for (int i = 0; i < times; i++) {
				instances.get(i).awaitLoad();
				if (i + 1 < times) {
					instances.add(new Instance());
				}
				instances.get(i).terminate();
				instances.get(i).assertThatNoCallIsLost();
				instances.get(i).close();
			}
		}
		finally {
			instances.forEach(Instance::close);
		}
		System.out.println(times + " restarts: " + instances.stream().mapToInt(Instance::calls).sum()
				+ " calls, none lost, " + instances.stream().mapToInt(Instance::drained).sum() + " of them drained");
	}

	/**
	 * One life of the application, with an upstream of its own.
	 */
	private final class Instance {

		private static final Pattern FLOW = Pattern
			.compile("flow '[^']+': (\\d+) calls ok, (\\d+) failed, (\\d+) in flight, \\d+ skipped");

		private final LateServer upstream = RollingRestartTests.this.endToEnd.lateServer();

		private final SampleProcess process;

		private int answeredBefore;

		Instance() throws IOException {
			this.process = SampleProcess.start(Stream.of(Stream.of(DrainLog.ARGUMENT), limits(), upstreams(), rates())
				.flatMap(Function.identity())
				.toArray(String[]::new));
		}

		/**
		 * While the upstream keeps its answers, calls take longer than those limits allow
		 * that make the demo's inventory fail fast.
		 */
		private static Stream<String> limits() {
			return Stream.of("--httppool.clients.inventory.timeouts.response=120s",
					"--httppool.clients.inventory.timeouts.acquire=120s", "--httppool.timeouts.acquire=120s",
					"--httppool.timeouts.response=120s");
		}

		private Stream<String> upstreams() {
			return UPSTREAMS.stream()
				.map((name) -> "--sample.upstreams.addresses.%s=%s".formatted(name, this.upstream.url("/" + name)));
		}

		private static Stream<String> rates() {
			return Stream
				.of("fast=5", "fast-web=5", "slow=5", "flaky-keep-alive=0", "large=0", "inventory=5", "payment=5")
				.map((rate) -> "--sample.traffic.flows." + rate.replace("=", ".rate="));
		}

		void awaitLoad() {
			this.process.process().awaitWhileAlive(() -> this.upstream.answered().size() >= CALLS_BEFORE);
		}

		/**
		 * The upstream keeps its answers until only the pools wait for them: then it is
		 * known how many calls have to be in their receipts.
		 */
		void terminate() {
			this.answeredBefore = this.upstream.hold();
			Actuator actuator = this.process.actuator();
			this.process.process().awaitWhileAlive(() -> okIn(actuator) == this.answeredBefore);
			this.process.process().terminate();
			this.process.process().awaitOutput(DrainLog.BEGIN);
			this.upstream.release();
		}

		private static int okIn(Actuator actuator) {
			return actuator.get("/traffic")
				.json()
				.required("flows")
				.valueStream()
				.mapToInt((flow) -> flow.at("/calls/ok").asInt())
				.sum();
		}

		void assertThatNoCallIsLost() {
			assertThat(this.process.exitCode()).as(this.process::output).isEqualTo(JavaProcess.TERMINATED);
			assertThat(this.upstream.answered()).containsExactlyInAnyOrderElementsOf(this.upstream.begun());
			assertThat(flows(1)).as("ok: %s", this.process.output()).isEqualTo(calls());
			assertThat(flows(2)).as("failed: %s", this.process.output()).isZero();
			assertThat(flows(3)).as("in flight: %s", this.process.output()).isZero();
			assertThat(drained()).isPositive();
			assertThat(Receipts.in(this.process.output())).as(this.process::output)
				.isEqualTo(new Receipts(drained(), 0, 0));
		}

		private int flows(int group) {
			List<MatchResult> flows = FLOW.matcher(this.process.output()).results().toList();
			assertThat(flows).as(this.process::output).hasSize(7);
			return flows.stream().mapToInt((flow) -> Integer.parseInt(flow.group(group))).sum();
		}

		/**
		 * Calls that have reached the upstream.
		 */
		int calls() {
			return this.upstream.begun().size();
		}

		/**
		 * Calls that were not answered when the pools began to drain.
		 */
		int drained() {
			return calls() - this.answeredBefore;
		}

		void close() {
			this.process.close();
		}

	}

}
