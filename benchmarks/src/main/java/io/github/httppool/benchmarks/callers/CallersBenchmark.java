package io.github.httppool.benchmarks.callers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.github.httppool.benchmarks.harness.JavaProcess;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Progress;
import io.github.httppool.benchmarks.harness.Upstream;
import io.github.httppool.benchmarks.harness.Variant;

/**
 * Has more and more callers call a server for minutes, with one client after the other,
 * each in a JVM of its own.
 */
public final class CallersBenchmark {

	private final Options options;

	private final CallersPlan plan;

	private final List<Variant> variants;

	public CallersBenchmark(Options options) {
		this.options = options;
		this.plan = CallersPlan.of(options);
		this.variants = Arrays.stream(options.text("variants", "rest-ours,web-ours").split(","))
			.map(Variant::of)
			.toList();
	}

	public CallersReport run() throws IOException, InterruptedException {
		try (Upstream upstream = this.plan.answerTime().startUpstream()) {
			Progress progress = new Progress(this.variants.size());
			List<CallersRun> runs = new ArrayList<>();
			for (Variant variant : this.variants) {
				progress.begins("%s for %d s".formatted(variant.key(), this.plan.seconds()));
				CallersRun run = measure(variant, upstream);
				progress.done("%d errors, worst p99 of a second %.1f ms".formatted(run.errors(), run.worstP99Millis()));
				runs.add(run);
			}
			return new CallersReport("server: %s, %s".formatted(upstream.name(), this.plan), runs);
		}
	}

	private CallersRun measure(Variant variant, Upstream upstream) throws IOException {
		String[] arguments = Stream
			.concat(Stream.of(variant.key(), upstream.uri().toString(), Long.toString(upstream.pid())),
					this.options.arguments())
			.toArray(String[]::new);
		List<Second> seconds = new ArrayList<>();
		List<Step> steps = new ArrayList<>();
		try (JavaProcess process = JavaProcess.start(CallersProcess.class, arguments)) {
			while (seconds.size() < this.plan.seconds()) {
				seconds.add(Second.parse(process.awaitLine(CallersProcess.SECOND)));
			}
			while (steps.size() < this.plan.steps()) {
				steps.add(Step.parse(process.awaitLine(CallersProcess.STEP)));
			}
		}
		return new CallersRun(variant, seconds, steps);
	}

}
