package io.github.httppool.benchmarks.field;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.github.httppool.benchmarks.harness.JavaProcess;

/**
 * Starts the processes of experiments and keeps what they record.
 */
final class Investigation {

	private static final double QUIET = 0.1;

	private final String[] options;

	private final Progress progress;

	private final List<String> disturbed = new ArrayList<>();

	private int measurements;

	/**
	 * Creates an investigation.
	 * @param options what was asked for on the command line
	 * @param progress is told what is done
	 */
	Investigation(String[] options, Progress progress) {
		this.options = options;
		this.progress = progress;
	}

	Recording record(Experiment experiment, Side side) throws IOException, InterruptedException {
		Recording recording = new Recording((phase) -> this.progress.phase(side, phase));
		try (JavaProcess server = JavaProcess.start(FieldServer.class)) {
			String uri = "http://127.0.0.1:" + server.awaitLine(FieldServer.PORT);
			List<String> arguments = new ArrayList<>(
					List.of(uri, Long.toString(server.pid()), Integer.toString(experiment.number()), side.name()));
			arguments.addAll(List.of(this.options));
			try (JavaProcess process = JavaProcess.start(FieldProcess.class, arguments.toArray(String[]::new))) {
				process.readToEnd(recording::read);
			}
		}
		catch (IOException ex) {
			recording.log().forEach(System.err::println);
			throw ex;
		}
		note(experiment, side, recording.figure(FieldProcess.NEIGHBOURS));
		return recording;
	}

	private void note(Experiment experiment, Side side, double neighbours) {
		this.measurements++;
		if (neighbours > QUIET) {
			this.disturbed.add("%d %s (%.1f cores)".formatted(experiment.number(), side.title(), neighbours));
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
