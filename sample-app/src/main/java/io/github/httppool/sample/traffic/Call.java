package io.github.httppool.sample.traffic;

import java.time.Duration;

import org.springframework.core.NestedExceptionUtils;

/**
 * One call in progress. The caller that makes it must end it, exactly once.
 */
final class Call {

	private final FlowStats stats;

	private final long startedNanos;

	Call(FlowStats stats, long startedNanos) {
		this.stats = stats;
		this.startedNanos = startedNanos;
	}

	void ok() {
		this.stats.endedWell(Duration.ofNanos(System.nanoTime() - this.startedNanos));
	}

	void failed(Throwable failure) {
		String message = failure.getMessage();
		this.stats
			.endedBadly((message != null) ? message : NestedExceptionUtils.getMostSpecificCause(failure).toString());
	}

	void skipped() {
		this.stats.neverMade();
	}

}
