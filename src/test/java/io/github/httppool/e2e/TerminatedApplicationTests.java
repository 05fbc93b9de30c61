package io.github.httppool.e2e;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Applications that are told to end by their operating system in the middle of calls that
 * are no requests. As they take seconds for that, they do it all at the same time, before
 * the tests look at what has become of their calls.
 */
@DisabledOnOs(OS.WINDOWS)
class TerminatedApplicationTests {

	private static BusyProcess servlet;

	private static BusyProcess reactive;

	private static BusyProcess withSimpleExecutor;

	private static BusyProcess withCallsThatDoNotEnd;

	@BeforeAll
	@Timeout(600)
	static void terminate() throws IOException {
		servlet = BusyProcess.start("--spring.main.web-application-type=servlet");
		reactive = BusyProcess.start("--spring.main.web-application-type=reactive");
		withSimpleExecutor = BusyProcess.startWithSimpleExecutor("--spring.main.web-application-type=servlet");
		withCallsThatDoNotEnd = BusyProcess.start("--spring.main.web-application-type=servlet",
				"--httppool.shutdown.drain-timeout=1s", "--httppool.leak-detection.call-site-sampling=1");
		Stream<Runnable> ends = Stream.of(() -> endWithAnswers(servlet), () -> endWithAnswers(reactive),
				() -> endWithAnswers(withSimpleExecutor), () -> endWithoutAnswers(withCallsThatDoNotEnd));
		CompletableFuture.allOf(ends.map(TerminatedApplicationTests::onThread).toArray(CompletableFuture[]::new))
			.join();
	}

	private static CompletableFuture<Void> onThread(Runnable end) {
		return CompletableFuture.runAsync(end, (task) -> new Thread(task, "test-end").start());
	}

	private static void endWithAnswers(BusyProcess application) {
		application.terminateInTheMiddleOfCalls();
		application.releaseForgottenCalls();
		application.awaitExit();
	}

	private static void endWithoutAnswers(BusyProcess application) {
		application.terminateInTheMiddleOfCalls();
		application.awaitExit();
	}

	@AfterAll
	static void close() {
		Stream.of(servlet, reactive, withSimpleExecutor, withCallsThatDoNotEnd)
			.filter(Objects::nonNull)
			.forEach(BusyProcess::close);
	}

	@Test
	void whenAServletApplicationIsTerminatedThenEveryCallIsAnswered() {
		servlet.assertThatEveryCallIsAnswered();
	}

	@Test
	void whenAReactiveApplicationIsTerminatedThenEveryCallIsAnswered() {
		reactive.assertThatEveryCallIsAnswered();
	}

	@Test
	void whenSpringDoesNotWaitForTasksThenTheirCallsAreAnsweredAllTheSame() {
		withSimpleExecutor.assertThatEveryCallIsAnswered();
	}

	@Test
	void whenCallsDoNotEndThenTheApplicationEndsAndNamesThem() {
		withCallsThatDoNotEnd.assertThatForgottenCallsAreAbortedAndNamed();
	}

}
