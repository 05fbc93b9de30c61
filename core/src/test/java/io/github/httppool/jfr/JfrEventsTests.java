package io.github.httppool.jfr;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.RawServer;
import io.github.httppool.StandaloneHttpPools;
import io.github.httppool.netty.ReactorHttpPool;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The events of the Java runtime's flight recorder: written if a recording wants them,
 * and missed by nobody where the runtime has none.
 */
@Timeout(120)
class JfrEventsTests {

	@RegisterExtension
	final RawServer server = new RawServer().answering(RawServer.ok("ok"));

	@Test
	void leasesDialsAndClosesAreRecorded(@TempDir Path directory) throws IOException {
		List<RecordedEvent> events = recordOneCall(directory, true);
		String host = this.server.uri("/").getAuthority();
		RecordedEvent lease = only(events, "io.github.httppool.Lease");
		assertThat(lease.getString("pool")).isEqualTo("default");
		assertThat(lease.getString("host")).isEqualTo(host);
		assertThat(lease.getString("request")).isEqualTo("GET /orders");
		assertThat(lease.getInt("status")).isEqualTo(200);
		assertThat(lease.getLong("earlierCalls")).isZero();
		assertThat(lease.getDuration()).isPositive();
		assertThat(lease.getDuration("waited")).isPositive();
		RecordedEvent dial = only(events, "io.github.httppool.Dial");
		assertThat(dial.getBoolean("successful")).isTrue();
		assertThat(dial.getDuration("tcp")).isPositive();
		assertThat(dial.getLong("connectionId")).isEqualTo(lease.getLong("connectionId"));
		RecordedEvent close = only(events, "io.github.httppool.Close");
		assertThat(close.getString("reason")).isEqualTo("DRAINED");
		assertThat(close.getLong("calls")).isOne();
		assertThat(close.getEventType().getCategoryNames()).containsExactly("HTTP pool");
	}

	@Test
	void nothingIsRecordedUnlessItIsAskedFor(@TempDir Path directory) throws IOException {
		assertThat(recordOneCall(directory, false)).isEmpty();
	}

	private List<RecordedEvent> recordOneCall(Path directory, boolean enabled) throws IOException {
		Path file = directory.resolve("calls.jfr");
		try (Recording recording = new Recording()) {
			if (enabled) {
				for (String name : List.of("Lease", "Dial", "Close", "Leak")) {
					recording.enable("io.github.httppool." + name).withThreshold(Duration.ZERO);
				}
			}
			recording.start();
			call(this.server.uri("/orders?token=abc").toString());
			recording.stop();
			recording.dump(file);
		}
		return RecordingFile.readAllEvents(file)
			.stream()
			.filter((event) -> event.getEventType().getName().startsWith("io.github.httppool."))
			.toList();
	}

	private static RecordedEvent only(List<RecordedEvent> events, String name) {
		List<RecordedEvent> found = events.stream()
			.filter((event) -> event.getEventType().getName().equals(name))
			.toList();
		assertThat(found).as(name).hasSize(1);
		return found.get(0);
	}

	/**
	 * A runtime image may be without the module.
	 */
	@Test
	void callsAreMadeWithoutTheModule(@TempDir Path directory) throws Exception {
		String modules = ModuleLayer.boot()
			.modules()
			.stream()
			.filter((module) -> module.getDescriptor()
				.requires()
				.stream()
				.noneMatch((required) -> required.name().equals("jdk.jfr")))
			.map(Module::getName)
			.filter((name) -> name.startsWith("java.") || name.equals("jdk.unsupported"))
			.filter((name) -> !name.equals("java.se"))
			.collect(Collectors.joining(","));
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--limit-modules", modules, "-cp",
				System.getProperty("java.class.path"), Main.class.getName(), this.server.uri("/").toString()));
		Path output = directory.resolve("output");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("end of the process").isTrue();
			assertThat(output).content().contains("answer: ok, present: false");
			assertThat(process.exitValue()).isZero();
		}
		finally {
			process.destroyForcibly();
		}
	}

	static String call(String url) {
		try (StandaloneHttpPools pools = HttpPools.builder().build()) {
			ReactorHttpPool pool = (ReactorHttpPool) pools.get(HttpPool.DEFAULT);
			String answer = pool.httpClient().get().uri(url).responseContent().aggregate().asString().block();
			assertThat(pool.drain().toCompletableFuture().join().aborted()).isZero();
			return answer;
		}
	}

	/**
	 * Makes a call in a process of its own.
	 */
	static final class Main {

		private Main() {
		}

		public static void main(String[] args) {
			String answer = call(args[0]);
			System.out.println("answer: " + answer + ", present: " + JfrEvents.listener().isPresent());
		}

	}

}
