package io.github.httppool.sample.traffic;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The traffic over HTTP: shows it, adjusts it, and switches it on and off.
 */
@RestController
@RequestMapping("/traffic")
class TrafficController {

	private final TrafficGenerator generator;

	TrafficController(TrafficGenerator generator) {
		this.generator = generator;
	}

	@GetMapping
	TrafficState state() {
		return new TrafficState(this.generator.isOn(), this.generator.flows().stream().map(Flow::state).toList());
	}

	@PutMapping("/{flow}")
	Flow.State change(@PathVariable("flow") String name, @RequestBody FlowChange change) {
		Flow flow = this.generator.flow(name);
		flow.change(change.settings());
		return flow.state();
	}

	@PostMapping("/start")
	TrafficState start() {
		this.generator.turn(true);
		return state();
	}

	@PostMapping("/stop")
	TrafficState stop() {
		this.generator.turn(false);
		return state();
	}

	@PostMapping("/burst")
	BurstResult burst(@RequestBody Burst burst) {
		Flow flow = this.generator.flow(burst.requiredFlow());
		int calls = burst.requiredCalls();
		int made = this.generator.burst(flow, calls);
		return new BurstResult(flow.name(), made, calls - made);
	}

	/**
	 * All traffic.
	 *
	 * @param running whether the flows run
	 * @param flows each flow
	 */
	record TrafficState(boolean running, List<Flow.State> flows) {
	}

	/**
	 * New settings of a flow. Both fields are required, because a PUT replaces them.
	 *
	 * @param rate calls per second
	 * @param client REST, WEB, INVENTORY or PAYMENT
	 */
	record FlowChange(@Nullable Integer rate, @Nullable String client) {

		FlowSettings settings() {
			Assert.notNull(this.rate, "rate is missing: say how many calls per second");
			return new FlowSettings(this.rate, ClientKind.parse(this.client));
		}

	}

	/**
	 * Calls to make at once.
	 *
	 * @param flow name of the flow
	 * @param calls how many
	 */
	record Burst(@Nullable String flow, @Nullable Integer calls) {

		static final int MAX_CALLS = 1000;

		String requiredFlow() {
			Assert.notNull(this.flow, "flow is missing: say which one");
			return this.flow;
		}

		int requiredCalls() {
			Assert.notNull(this.calls, "calls is missing: say how many");
			Assert.isTrue(this.calls >= 1 && this.calls <= MAX_CALLS,
					() -> "calls must be 1 to %d, not %d".formatted(MAX_CALLS, this.calls));
			return this.calls;
		}

	}

	/**
	 * The outcome of a burst.
	 *
	 * @param flow name of the flow
	 * @param made calls that were made
	 * @param skipped calls for which there was no room
	 */
	record BurstResult(String flow, int made, int skipped) {
	}

}
