package io.github.httppool.benchmarks.misbehave;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What became of all calls of a run.
 *
 * @param calls how many were to be made
 * @param verdicts how many calls each verdict was passed on; the rest was not made, as
 * the client had stopped answering
 * @param faults what the client is to blame for, in words
 * @param reused requests sent on connections that must not be used any more
 * @param mixedUp requests that came with what does not belong to them
 * @param repeated requests with a body that came more than once
 * @param lostConnections connections that the client could not use any more in the end
 * @param longest the time that the longest call took
 * @param excused how many calls failed rightly, by what excuses it
 */
public record Report(int calls, Map<Verdict, Integer> verdicts, List<String> faults, int reused, int mixedUp,
		int repeated, int lostConnections, Duration longest, Map<String, Integer> excused) {

	static Report of(int calls, List<Outcome> outcomes, Journal journal, int lostConnections) {
		Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
		Map<String, Integer> excused = new TreeMap<>();
		Stream.Builder<String> faults = Stream.builder();
		long longest = 0;
		Set<Outcome> excusedUnsent = journal.excusedUnsent(outcomes);
		for (Outcome outcome : outcomes) {
			Verdict verdict = Verdict.on(outcome, journal, excusedUnsent);
			verdicts.merge(verdict, 1, Integer::sum);
			longest = Math.max(longest, outcome.nanos());
			if (!verdict.isGood()) {
				faults.add("%s %s: %s, %s".formatted(verdict, outcome.story(), outcome.details(),
						journal.of(outcome.story())));
			}
			if (verdict == Verdict.FAILED_RIGHTLY) {
				Story story = outcome.story();
				excused.merge(String.valueOf(story.sending().isWrong() ? story.sending() : story.misbehaviour()), 1,
						Integer::sum);
			}
		}
		journal.reuses().forEach((reuse) -> faults.add("REUSED for " + reuse));
		journal.mixtures().forEach((mixture) -> faults.add("MIXED UP " + mixture));
		journal.repetitions().forEach((repetition) -> faults.add("REPEATED " + repetition));
		return new Report(calls, verdicts, faults.build().toList(), journal.reuses().size(), journal.mixtures().size(),
				journal.repetitions().size(), lostConnections, Duration.ofNanos(longest), excused);
	}

	/**
	 * Returns how many calls a verdict was passed on.
	 * @param verdict the verdict
	 * @return the number
	 */
	public int count(Verdict verdict) {
		return this.verdicts.getOrDefault(verdict, 0);
	}

	/**
	 * Returns how many calls were made.
	 * @return the number, which is less than meant if the client stopped answering
	 */
	public int made() {
		return this.verdicts.values().stream().mapToInt(Integer::intValue).sum();
	}

	@Override
	public String toString() {
		String counts = this.verdicts.entrySet()
			.stream()
			.map((entry) -> entry.getValue() + " " + entry.getKey())
			.collect(Collectors.joining(", "));
		return ("%d of %d calls: %s; %d reused, %d mixed up, %d repeated, %d connections lost, longest %d ms;"
				+ " failed rightly: %s")
			.formatted(made(), this.calls, counts, this.reused, this.mixedUp, this.repeated, this.lostConnections,
					this.longest.toMillis(), this.excused);
	}

}
