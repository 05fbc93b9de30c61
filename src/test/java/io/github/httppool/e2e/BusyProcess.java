package io.github.httppool.e2e;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.httppool.e2e.busy.BusyApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link BusyApplication} in a JVM of its own, with the upstreams of its calls. What is
 * called from tasks that Spring waits for is answered before the pools are drained, so
 * that only they wait for the rest.
 */
final class BusyProcess implements AutoCloseable {

	private static final Pattern WEB_SERVER_HAS_STOPPED = Pattern.compile("Graceful shutdown complete");

	private final LateServer ofSpringTasks = new LateServer();

	private final LateServer ofForgottenCalls = new LateServer();

	private final LateServer ofFarewell = new LateServer();

	private final List<String> springTasks;

	private final List<String> forgottenChains;

	private final JavaProcess process;

	private BusyProcess(List<String> springTasks, List<String> forgottenChains, List<String> arguments)
			throws IOException {
		this.springTasks = springTasks;
		this.forgottenChains = forgottenChains;
		this.ofSpringTasks.hold();
		this.ofForgottenCalls.hold();
		this.process = JavaProcess.start(List.of(), BusyApplication.class,
				Stream.of(usual(), limits(), upstreams(), arguments).flatMap(List::stream).toList());
	}

	static BusyProcess start(String... arguments) throws IOException {
		return new BusyProcess(List.of("/async", "/scheduled"), List.of("/chain", "/task"), List.of(arguments));
	}

	/**
	 * Starts it with an executor that Spring does not wait for.
	 */
	static BusyProcess startWithSimpleExecutor(String... arguments) throws IOException {
		return new BusyProcess(List.of("/scheduled"), List.of("/async", "/chain", "/task"),
				Stream.concat(Stream.of("--spring.profiles.active=simple-executor"), Stream.of(arguments)).toList());
	}

	private static List<String> usual() {
		return List.of(DrainLog.ARGUMENT, "--spring.config.name=none", "--spring.main.banner-mode=off",
				"--server.port=0");
	}

	/**
	 * The first calls are held until the application has started and half stopped.
	 */
	private static List<String> limits() {
		return List.of("--httppool.timeouts.response=300s", "--spring.lifecycle.timeout-per-shutdown-phase=120s");
	}

	private List<String> upstreams() {
		LateServer ofAsyncTasks = this.springTasks.contains("/async") ? this.ofSpringTasks : this.ofForgottenCalls;
		return List.of("--upstream.of-async-tasks=" + ofAsyncTasks.url(""),
				"--upstream.of-scheduled-tasks=" + this.ofSpringTasks.url(""),
				"--upstream.of-forgotten-calls=" + this.ofForgottenCalls.url(""),
				"--upstream.of-farewell=" + this.ofFarewell.url(""));
	}

	/**
	 * Returns when the pools begin to drain.
	 */
	void terminateInTheMiddleOfCalls() {
		this.process.awaitWhileAlive(() -> Set.copyOf(this.ofSpringTasks.begun()).equals(firstOf(this.springTasks))
				&& Set.copyOf(this.ofForgottenCalls.begun()).equals(firstForgottenCalls()));
		this.process.terminate();
		this.process.awaitOutput(WEB_SERVER_HAS_STOPPED);
		this.ofSpringTasks.release();
		this.process.awaitWhileAlive(() -> Set.copyOf(this.ofSpringTasks.answered()).equals(bothOf(this.springTasks)));
		this.process.awaitOutput(DrainLog.BEGIN);
	}

	void releaseForgottenCalls() {
		this.ofForgottenCalls.release();
	}

	void awaitExit() {
		assertThat(this.process.exitCode()).as(this::output).isEqualTo(JavaProcess.TERMINATED);
	}

	void assertThatEveryCallIsAnswered() {
		assertThat(this.ofSpringTasks.answered()).containsExactlyInAnyOrderElementsOf(bothOf(this.springTasks));
		assertThat(this.ofForgottenCalls.answered()).containsExactlyInAnyOrderElementsOf(forgottenCalls());
		assertThat(this.ofFarewell.answered()).containsExactly("/deregister");
		Stream.of(this.ofSpringTasks, this.ofForgottenCalls, this.ofFarewell)
			.forEach((server) -> assertThat(server.answered()).allSatisfy(
					(path) -> assertThat(output()).as("outcomes").containsOnlyOnce("answered " + server.url(path))));
		assertThat(output()).doesNotContain("failed http", "cancelled http");
		// The deregistration ends between the two drains, the last words in the second.
		assertThat(Receipts.in(output())).as(this::output).isEqualTo(new Receipts(forgottenCalls().size(), 0, 0));
	}

	void assertThatForgottenCallsAreAbortedAndNamed() {
		assertThat(this.ofForgottenCalls.answered()).isEmpty();
		assertThat(this.ofForgottenCalls.begun()).containsAll(firstForgottenCalls())
			.doesNotContainAnyElementsOf(secondOf(this.forgottenChains));
		assertThat(this.ofFarewell.answered()).containsExactly("/deregister");
		// The last words, too: they are not answered either.
		assertThat(Receipts.in(output())).as(this::output)
			.isEqualTo(new Receipts(0, firstForgottenCalls().size() + 1, 0));
		assertThat(firstForgottenCalls()).allSatisfy((path) -> {
			assertThat(output()).containsOnlyOnce("failed " + this.ofForgottenCalls.url(path));
			assertThat(output()).containsPattern(aborted(path));
		});
	}

	private Pattern aborted(String path) {
		String caller = path.startsWith("/task") ? "Calls.block(Calls" : "ForgottenCalls.begin(ForgottenCalls";
		String host = this.ofForgottenCalls.url("").substring("http://".length());
		return Pattern.compile("  aborted: GET %s to %s after [\\d.]+ s, called from \\S*\\.%s\\.java:\\d+\\)"
			.formatted(path, Pattern.quote(host), Pattern.quote(caller)));
	}

	private Set<String> firstForgottenCalls() {
		return union(Set.of("/forgotten"), firstOf(this.forgottenChains));
	}

	private Set<String> forgottenCalls() {
		return union(Set.of("/forgotten", "/last-words"), bothOf(this.forgottenChains));
	}

	private static Set<String> firstOf(List<String> chains) {
		return chains.stream().map((chain) -> chain + "/first").collect(Collectors.toSet());
	}

	private static Set<String> secondOf(List<String> chains) {
		return chains.stream().map((chain) -> chain + "/second").collect(Collectors.toSet());
	}

	private static Set<String> bothOf(List<String> chains) {
		return union(firstOf(chains), secondOf(chains));
	}

	private static Set<String> union(Set<String> some, Set<String> others) {
		return Stream.concat(some.stream(), others.stream()).collect(Collectors.toSet());
	}

	private String output() {
		return this.process.output();
	}

	@Override
	public void close() {
		this.process.close();
		Stream.of(this.ofSpringTasks, this.ofForgottenCalls, this.ofFarewell).forEach(LateServer::close);
	}

}
