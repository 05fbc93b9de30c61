package io.github.httppool.benchmarks.callers;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.github.httppool.benchmarks.harness.AnswerTime;
import io.github.httppool.benchmarks.harness.Options;

/**
 * How many callers there are when, and how often each of them calls.
 *
 * @param callers how many in each step
 * @param interval the time between two calls of one caller
 * @param answerTime how long the server takes to answer
 * @param warmUp for how long the most callers call before anything counts
 * @param stepSeconds how long each step is
 */
record CallersPlan(List<Integer> callers, Duration interval, AnswerTime answerTime, Duration warmUp, int stepSeconds) {

	CallersPlan {
		answerTime.requireConnections(Collections.max(callers) / (interval.toMillis() / 1e3));
	}

	static CallersPlan of(Options options) {
		List<Integer> callers = Arrays.stream(options.text("callers", "100,250,500,1000").split(","))
			.map(Integer::valueOf)
			.toList();
		Duration all = Duration.ofMinutes(options.number("minutes", 5));
		return new CallersPlan(callers, Duration.ofMillis(options.number("interval", 2_000)),
				new AnswerTime(options.number("delay", 50)), Duration.ofSeconds(options.number("warm-up", 20)),
				(int) all.dividedBy(callers.size()).toSeconds());
	}

	int mostCallers() {
		return Collections.max(this.callers);
	}

	int steps() {
		return this.callers.size();
	}

	int seconds() {
		return steps() * this.stepSeconds;
	}

	int stepAt(int second) {
		return second / this.stepSeconds;
	}

	boolean isLastOfStep(int second) {
		return second % this.stepSeconds == this.stepSeconds - 1;
	}

	int firstSecond(int step) {
		return step * this.stepSeconds;
	}

	@Override
	public String toString() {
		return "answers %s; %s callers for %d s each, a call every %,d ms".formatted(this.answerTime,
				this.callers.toString().replaceAll("[\\[\\]]", ""), this.stepSeconds, this.interval.toMillis());
	}

}
