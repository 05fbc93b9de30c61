package io.github.httppool.benchmarks.field;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.github.httppool.benchmarks.harness.JavaProcess;
import io.github.httppool.benchmarks.harness.Options;
import org.jspecify.annotations.Nullable;

/**
 * Starts the processes of experiments and keeps what they record.
 */
final class Investigation {

	private static final double QUIET = 0.1;

	private final Options options;

	private final Progress progress;

	private final List<String> disturbed = new ArrayList<>();

	private int measurements;

	/**
	 * Creates an investigation.
	 * @param options what was asked for on the command line
	 * @param progress is told what is done
	 */
	Investigation(Options options, Progress progress) {
		this.options = options;
		this.progress = progress;
	}

	Options options() {
		return this.options;
	}

	/**
	 * Says what is done from now on.
	 */
	void phase(Side side, String name) {
		this.progress.phase(side, name);
	}

	Recording record(Experiment experiment, Side side) throws IOException, InterruptedException {
		Recording recording = new Recording((phase) -> phase(side, phase));
		try (JavaProcess server = JavaProcess.start(FieldServer.class)) {
			String uri = "http://127.0.0.1:" + server.awaitLine(FieldServer.PORT);
			List<String> arguments = new ArrayList<>(
					List.of(uri, Long.toString(server.pid()), Integer.toString(experiment.number()), side.name()));
			this.options.arguments().forEach(arguments::add);
			try (JavaProcess process = JavaProcess.start(FieldProcess.class, arguments.toArray(String[]::new))) {
				process.readToEnd(recording::read);
			}
		}
		catch (IOException ex) {
			recording.log().forEach(System.err::println);
			throw ex;
		}
		double neighbours = recording.figure(FieldProcess.NEIGHBOURS);
		measured(experiment, side, (neighbours > QUIET) ? "%.1f cores".formatted(neighbours) : null);
		return recording;
	}

	/**
	 * Counts a measurement.
	 * @param disturbance how much other processes have disturbed it, {@code null} if they
	 * did not
	 */
	void measured(Problem problem, Side side, @Nullable String disturbance) {
		this.measurements++;
		if (disturbance != null) {
			this.disturbed.add("%d %s (%s)".formatted(problem.number(), side.title(), disturbance));
		}
	}

	/**
	 * Says which measurements were disturbed by other processes.
	 */
	String disturbances() {
		return "%d of %d measurements were disturbed by other processes%s.".formatted(this.disturbed.size(),
				this.measurements, this.disturbed.isEmpty() ? "" : ": " + String.join(", ", this.disturbed));
	}

}
