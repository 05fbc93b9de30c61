package io.github.httppool.sample.traffic;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * The traffic at start.
 *
 * @param enabled whether calls are made from the start; otherwise the page or
 * {@code POST /traffic/start} sets them off
 * @param threads calls at one time by each blocking client; a call that finds no free
 * thread is skipped
 * @param maxInFlight WebClient calls at one time; a call beyond is skipped
 * @param flows traffic by name, in the order in which the page shows it
 */
@ConfigurationProperties("sample.traffic")
record TrafficProperties(@DefaultValue("true") boolean enabled, @DefaultValue("128") int threads,
		@DefaultValue("1000") int maxInFlight, @DefaultValue Map<String, FlowProperties> flows) {

	TrafficProperties {
		Assert.isTrue(threads > 0, () -> "threads must be 1 or more, not " + threads);
		Assert.isTrue(maxInFlight > 0, () -> "max-in-flight must be 1 or more, not " + maxInFlight);
		flows = Collections.unmodifiableMap(new LinkedHashMap<>(flows));
	}

	/**
	 * One flow of calls.
	 *
	 * @param upstream name of the upstream to call
	 * @param rate calls per second
	 * @param client who makes them
	 */
	record FlowProperties(String upstream, int rate, @DefaultValue("rest") ClientKind client) {

		FlowProperties {
			Assert.hasText(upstream, "upstream of a flow is missing");
			FlowSettings.requireRate(rate);
		}

		FlowSettings settings() {
			return new FlowSettings(this.rate, this.client);
		}

	}

}
