package io.github.httppool.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.httppool.e2e.busy.BusyApplication;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that is told to end by its operating system in the middle of calls that
 * are no requests. What calls from tasks that Spring waits for is let go first, so that
 * only the pools wait for the rest.
 */
@Timeout(180)
class TerminatedApplicationTests {

	private static final Pattern WEB_SERVER_HAS_STOPPED = Pattern.compile("Graceful shutdown complete");

	private static final String[] FIRST_OF_SPRING_TASKS = { "/async/first", "/scheduled/first" };

	private static final String[] FIRST_OF_FORGOTTEN = { "/chain/first", "/forgotten", "/task/first" };

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@TempDir
	Path directory;

	private LateServer ofSpringTasks;

	private LateServer ofForgottenCalls;

	private LateServer ofFarewell;

	@BeforeEach
	void startServers() {
		this.ofSpringTasks = this.endToEnd.lateServer();
		this.ofForgottenCalls = this.endToEnd.lateServer();
		this.ofFarewell = this.endToEnd.lateServer();
		this.ofSpringTasks.hold();
		this.ofForgottenCalls.hold();
	}

	@ParameterizedTest
	@EnumSource(names = "NONE", mode = Mode.EXCLUDE)
	void whenTerminatedThenEveryCallIsAnswered(WebApplicationType type) throws IOException {
		try (JavaProcess application = start(type)) {
			terminateInTheMiddleOfCalls(application);
			this.ofForgottenCalls.release();
			assertThat(application.exitCode()).as(application::output).isEqualTo(JavaProcess.TERMINATED);
			assertThat(this.ofForgottenCalls.answered()).containsExactlyInAnyOrder("/forgotten", "/chain/first",
					"/chain/second", "/task/first", "/task/second");
			assertThat(this.ofFarewell.answered()).containsExactly("/deregister", "/last-words");
			Stream.of(this.ofSpringTasks, this.ofForgottenCalls, this.ofFarewell)
				.forEach((server) -> assertThat(server.answered()).allSatisfy(
						(path) -> assertThat(application.output()).containsOnlyOnce("answered " + server.url(path))));
			assertThat(application.output()).doesNotContain("failed http", "cancelled http");
			// The last words come after the first drain, and the deregistration before.
			assertThat(Receipts.in(application.output())).as(application::output).isEqualTo(new Receipts(6, 0, 0));
		}
	}

	@Test
	void whenCallsDoNotEndThenTheApplicationEndsAndNamesThem() throws IOException {
		try (JavaProcess application = start(WebApplicationType.SERVLET, "--httppool.shutdown.drain-timeout=1s",
				"--httppool.leak-detection.call-site-sampling=1", "--httppool.timeouts.response=30s")) {
			terminateInTheMiddleOfCalls(application);
			assertThat(application.exitCode()).as(application::output).isEqualTo(JavaProcess.TERMINATED);
			// The last words, too, as no time is left for them.
			assertThat(Receipts.in(application.output())).as(application::output).isEqualTo(new Receipts(0, 4, 0));
			for (String path : FIRST_OF_FORGOTTEN) {
				assertThat(application.output()).containsOnlyOnce("failed " + this.ofForgottenCalls.url(path));
				assertThat(application.output()).containsPattern(aborted(path));
			}
			assertThat(this.ofForgottenCalls.begun()).containsExactlyInAnyOrder(FIRST_OF_FORGOTTEN);
			assertThat(this.ofFarewell.answered()).containsExactly("/deregister");
		}
	}

	private Pattern aborted(String path) {
		String caller = path.startsWith("/task") ? "Calls.block(Calls" : "ForgottenCalls.begin(ForgottenCalls";
		String host = this.ofForgottenCalls.url("").substring("http://".length());
		return Pattern.compile("  aborted: GET %s to %s after [\\d.]+ s, called from \\S*\\.%s\\.java:\\d+\\)"
			.formatted(path, Pattern.quote(host), Pattern.quote(caller)));
	}

	private JavaProcess start(WebApplicationType type, String... properties) throws IOException {
		return JavaProcess.start(this.directory, List.of(), BusyApplication.class,
				Stream.concat(Stream.of(DrainLog.ARGUMENT, "--spring.config.name=none", "--spring.main.banner-mode=off",
						"--server.port=0", "--spring.main.web-application-type=" + type.name().toLowerCase(Locale.ROOT),
						"--upstream.of-spring-tasks=" + this.ofSpringTasks.url(""),
						"--upstream.of-forgotten-calls=" + this.ofForgottenCalls.url(""),
						"--upstream.of-farewell=" + this.ofFarewell.url("")), Stream.of(properties))
					.toList());
	}

	private void terminateInTheMiddleOfCalls(JavaProcess application) {
		application.awaitWhileAlive(() -> this.ofSpringTasks.begun().size() == FIRST_OF_SPRING_TASKS.length
				&& this.ofForgottenCalls.begun().size() == FIRST_OF_FORGOTTEN.length);
		assertThat(this.ofSpringTasks.begun()).containsExactlyInAnyOrder(FIRST_OF_SPRING_TASKS);
		assertThat(this.ofForgottenCalls.begun()).containsExactlyInAnyOrder(FIRST_OF_FORGOTTEN);
		application.terminate();
		application.awaitOutput(WEB_SERVER_HAS_STOPPED);
		this.ofSpringTasks.release();
		application.awaitWhileAlive(() -> this.ofSpringTasks.answered().size() == 4);
		assertThat(this.ofSpringTasks.answered()).containsExactlyInAnyOrder("/async/first", "/async/second",
				"/scheduled/first", "/scheduled/second");
		application.awaitOutput(DrainLog.BEGIN);
	}

}
