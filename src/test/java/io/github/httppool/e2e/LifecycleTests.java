package io.github.httppool.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

import io.github.httppool.DrainReceipt;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.PoolClosedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Closing, stopping and starting again, in every kind of application.
 */
@ExtendWith(OutputCaptureExtension.class)
class LifecycleTests {

	private static final String LOGGED = "logging.level.io.github.httppool=info";

	/** Spring waits for 30 seconds for what does not stop. */
	private static final Duration LONG_BEFORE_SPRING_GIVES_UP = Duration.ofSeconds(15);

	/** What an application leaves behind that does not start. */
	private static final AtomicReference<CallsUnderWay> callOfBroken = new AtomicReference<>();

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@ParameterizedTest
	@EnumSource
	void whenTheContextIsClosedThenNoSocketIsLeft(WebApplicationType type) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application(type);
		CallsUnderWay.of(20, application.webClient(), server.url("/ok")).assertAnswered();
		assertThat(server.sockets().open()).isPositive();
		application.close();
		EndToEnd.eventually("no socket", () -> assertThat(server.sockets().open()).isZero());
	}

	@ParameterizedTest
	@EnumSource
	void whenTheContextIsClosedThenNoThreadIsLeft(WebApplicationType type) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application(type);
		CallsUnderWay.of(20, application.webClient(), server.url("/ok")).assertAnswered();
		assertThat(EndToEnd.threads()).isNotEmpty();
		application.close();
		EndToEnd.eventually("no thread", () -> assertThat(EndToEnd.threads()).isEmpty());
	}

	@ParameterizedTest
	@EnumSource
	void whenTheContextIsClosedThenACallUnderWayFinishesFirst(WebApplicationType type) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application(type);
		CallsUnderWay call = hold(application, server);
		assertThatClosingWaitsFor(call, application, server);
	}

	@Test
	void whenACallDoesNotEndInTimeThenItIsAborted() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application("httppool.shutdown.drain-timeout=200ms");
		CallsUnderWay call = hold(application, server);
		application.close();
		assertThat(call.failures()).hasSize(1);
		EndToEnd.eventually("no socket", () -> assertThat(server.sockets().open()).isZero());
	}

	@Test
	void whenACallIsAbortedThenItIsToldOfTheShutdown() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application("httppool.shutdown.drain-timeout=200ms");
		CallsUnderWay call = hold(application, server);
		application.close();
		assertThat(call.failures()).singleElement()
			.satisfies((failure) -> assertThat(failure).hasRootCauseInstanceOf(PoolClosedException.class)
				.hasStackTraceContaining("the call was aborted: pool 'default' closed at shutdown, GET /held to "));
	}

	@Test
	void whenTheContextIsClosedOnAnEventLoopThenItsCallsAreAbortedAtOnceAndNamed(CapturedOutput output) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application("httppool.event-loops=1", LOGGED);
		CallsUnderWay call = hold(application, server);
		Duration took = CallsUnderWay.get(application.webClient(), server.url("/ok")).map((answer) -> {
			long begun = System.nanoTime();
			application.context().close();
			return Duration.ofNanos(System.nanoTime() - begun);
		}).block();
		assertThat(took).isLessThan(LONG_BEFORE_SPRING_GIVES_UP);
		assertThat(call.failures()).singleElement()
			.satisfies((failure) -> assertThat(failure).hasRootCauseInstanceOf(PoolClosedException.class));
		EndToEnd.eventually("no thread", () -> assertThat(EndToEnd.threads()).isEmpty());
		EndToEnd.eventually("no socket", () -> assertThat(server.sockets().open()).isZero());
		assertThat(output).containsPattern("closing on event loop 'httppool\\S*'")
			.contains("  aborted: GET /held to " + server.host());
		assertThat(Receipts.in(output.toString()).aborted()).isPositive();
	}

	@Test
	void whenTheContextIsClosedThenListenersHearWhatBecameOfTheCalls(CapturedOutput output) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application(WebApplicationType.NONE, WithListener.class, LOGGED);
		ReceiptBook book = application.bean(ReceiptBook.class);
		CallsUnderWay call = hold(application, server);
		assertThatClosingWaitsFor(call, application, server);
		assertThat(book.receipts).singleElement().satisfies((receipt) -> {
			assertThat(receipt.pool()).isEqualTo("default");
			assertThat(receipt.finished()).isOne();
			assertThat(output).containsOnlyOnce(receipt.summary());
		});
	}

	@Test
	void whenSpringDoesNotWaitForTheDrainThenThePoolsDoAndItIsLogged(CapturedOutput output) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application("spring.lifecycle.timeout-per-shutdown-phase=300ms");
		CallsUnderWay call = hold(application, server);
		CallsUnderWay closing = close(application);
		EndToEnd.eventually("given up",
				() -> assertThat(output).contains("Spring does not wait any longer for the calls under way"));
		assertThat(server.held()).isOne();
		server.release();
		call.assertAnswered();
		assertThat(closing.answers()).containsExactly("closed");
	}

	@Test
	void whenTheClosingThreadIsInterruptedThenThePoolsWaitAndItIsLogged(CapturedOutput output) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application();
		CallsUnderWay call = hold(application, server);
		CallsUnderWay closing = close(application);
		waitUntilClosingWaits(application, server);
		closing.cancel();
		EndToEnd.eventually("given up", () -> assertThat(output).contains("or its thread was interrupted"));
		assertThat(server.held()).isOne();
		server.release();
		call.assertAnswered();
		assertThat(closing.answers()).containsExactly("closed");
	}

	@Test
	void whenStartedAgainAfterSpringGaveUpOnAStopThenNoCallIsAborted() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application("httppool.shutdown.drain-timeout=1s",
				"spring.lifecycle.timeout-per-shutdown-phase=200ms");
		CallsUnderWay call = hold(application, server);
		application.context().stop();
		application.context().start();
		await("call not aborted").during(Duration.ofMillis(1500))
			.untilAsserted(() -> assertThat(server.held()).isOne());
		server.release();
		call.assertAnswered();
	}

	@Test
	void whenSpringGaveUpOnAStopThenTheNextOneWaitsForCallsBeforeItDestroysBeans() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application(WebApplicationType.NONE, WithFarewell.class,
				"farewell=" + server.url("/ok"));
		Farewell farewell = application.bean(Farewell.class);
		DefaultLifecycleProcessor phases = application.bean(DefaultLifecycleProcessor.class);
		CallsUnderWay early = hold(application, server);
		phases.setTimeoutPerShutdownPhase(200);
		application.context().stop();
		application.context().start();
		server.release();
		early.assertAnswered();
		await("the first stop would be over").during(Duration.ofMillis(300)).until(() -> server.held() == 0);
		CallsUnderWay late = hold(application, server);
		phases.setTimeoutPerShutdownPhase(LONG_BEFORE_SPRING_GIVES_UP.toMillis());
		CallsUnderWay closing = close(application);
		waitUntilClosingWaits(application, server);
		assertThat(farewell.answer).isNull();
		server.release();
		late.assertAnswered();
		assertThat(closing.answers()).containsExactly("closed");
		assertThat(farewell.answer).isEqualTo("ok");
	}

	@Test
	void whenTheApplicationExitsThenACallUnderWayFinishesFirst() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application();
		CallsUnderWay call = hold(application, server);
		CallsUnderWay exit = CallsUnderWay.onThreads(1,
				() -> "code " + SpringApplication.exit(application.context(), () -> 3));
		waitUntilClosingWaits(application, server);
		server.release();
		call.assertAnswered();
		assertThat(exit.answers()).containsExactly("code 3");
	}

	@ParameterizedTest
	@ValueSource(classes = { BrokenBean.class, BrokenRunner.class })
	void whenTheStartFailsThenACallUnderWayFinishesFirst(Class<?> configuration) {
		NettyServer server = this.endToEnd.nettyServer();
		callOfBroken.set(null);
		CallsUnderWay start = CallsUnderWay.onThreads(1, () -> {
			TestApplication.start(WebApplicationType.NONE, configuration, "upstream=" + server.url("/held"));
			return "started";
		});
		EndToEnd.within(LONG_BEFORE_SPRING_GIVES_UP, "call under way", () -> assertThat(server.held()).isOne());
		await("call not aborted").during(Duration.ofMillis(300)).untilAsserted(() -> assertThat(server.held()).isOne());
		server.release();
		assertThat(start.failures()).singleElement()
			.satisfies((failure) -> assertThat(failure).hasStackTraceContaining("broken on purpose"));
		callOfBroken.get().assertAnswered();
		assertThat(server.requests()).isOne();
	}

	@Test
	void whenAnExecutorWaitsForItsTasksThenTheyMayCallUntilTheyEnd() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application(WebApplicationType.NONE, WithTask.class,
				"spring.task.execution.shutdown.await-termination=true",
				"spring.task.execution.shutdown.await-termination-period=30s");
		CompletableFuture<String> task = application.bean(Task.class).callTwice(server.url("/held"), server.url("/ok"));
		EndToEnd.eventually("call under way", () -> assertThat(server.held()).isOne());
		CallsUnderWay closing = close(application);
		waitUntilClosingWaits(application, server);
		server.release();
		assertThat(closing.answers()).containsExactly("closed");
		assertThat(task).isCompletedWithValue("ok");
	}

	@Test
	void whenAListenerHasAnExecutorThenItHearsOfACallThatABeanMakesWhileItIsDestroyed() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application(WebApplicationType.NONE, WithAudit.class,
				"farewell=" + server.url("/sleep/200"));
		Audit audit = application.bean(Audit.class);
		application.close();
		EndToEnd.eventually("receipt of the last drain", () -> assertThat(audit.receipts).singleElement()
			.satisfies((receipt) -> assertThat(receipt.finished()).isOne()));
	}

	@Test
	void whenOneContextClosesThenAnotherKeepsWorkingMeanwhile() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication closed = this.endToEnd.application();
		TestApplication other = this.endToEnd.application();
		CallsUnderWay call = hold(closed, server);
		CallsUnderWay closing = close(closed);
		waitUntilClosingWaits(closed, server);
		CallsUnderWay.of(20, other.webClient(), server.url("/ok")).assertAnswered();
		server.release();
		call.assertAnswered();
		assertThat(closing.answers()).containsExactly("closed");
		CallsUnderWay.of(20, other.webClient(), server.url("/ok")).assertAnswered();
	}

	@Test
	void whenOneContextIsClosedThenOnlyTheThreadsOfTheOtherAreLeft() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication other = this.endToEnd.application();
		CallsUnderWay.of(5, other.webClient(), server.url("/ok")).assertAnswered();
		Set<Thread> threadsOfOther = EndToEnd.threads();
		TestApplication closed = this.endToEnd.application();
		CallsUnderWay.of(5, closed.webClient(), server.url("/ok")).assertAnswered();
		closed.close();
		EndToEnd.eventually("only the other's threads", () -> assertThat(EndToEnd.threads()).isEqualTo(threadsOfOther));
	}

	@ParameterizedTest
	@EnumSource
	void whenTheContextIsStoppedThenNoSocketIsLeft(WebApplicationType type) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application(type);
		CallsUnderWay.of(5, application.webClient(), server.url("/ok")).assertAnswered();
		application.context().stop();
		EndToEnd.eventually("no socket", () -> assertThat(server.sockets().open()).isZero());
	}

	@Test
	void whenTheContextIsStoppedThenACallThatDoesNotEndIsAbortedAndLaterOnesWork() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application("httppool.shutdown.drain-timeout=200ms");
		CallsUnderWay call = hold(application, server);
		application.context().stop();
		assertThat(call.failures()).singleElement()
			.satisfies((failure) -> assertThat(failure).hasRootCauseInstanceOf(PoolClosedException.class));
		EndToEnd.eventually("no socket", () -> assertThat(server.sockets().open()).isZero());
		CallsUnderWay.of(5, application.webClient(), server.url("/ok")).assertAnswered();
		application.context().start();
		CallsUnderWay.of(5, application.restClient(), server.url("/ok")).assertAnswered();
	}

	@Test
	void whenInitializedLazilyThenACallUnderWayFinishesFirst() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application("spring.main.lazy-initialization=true");
		CallsUnderWay call = hold(application, server);
		assertThatClosingWaitsFor(call, application, server);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheContextIsStoppedAndStartedThenCallsWorkAgain(WebApplicationType type) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application(type);
		CallsUnderWay.of(5, application.webClient(), server.url("/ok")).assertAnswered();
		application.context().stop();
		application.context().start();
		CallsUnderWay.of(5, application.webClient(), server.url("/ok")).assertAnswered();
	}

	@ParameterizedTest
	@EnumSource
	void whenTheContextWasStoppedAndStartedThenACallUnderWayFinishesFirst(WebApplicationType type) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application(type);
		application.context().stop();
		application.context().start();
		CallsUnderWay call = hold(application, server);
		assertThatClosingWaitsFor(call, application, server);
	}

	@ParameterizedTest
	@EnumSource
	void whenABeanCallsWhileItIsDestroyedThenItIsAnswered(WebApplicationType type) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application(type, WithFarewell.class,
				"farewell=" + server.url("/ok"));
		Farewell farewell = application.bean(Farewell.class);
		application.close();
		assertThat(farewell.answer).isEqualTo("ok");
	}

	@ParameterizedTest
	@EnumSource(names = "NONE", mode = Mode.EXCLUDE)
	void whenTheContextIsClosedThenARequestThatCallsFinishesFirst(WebApplicationType type) {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application(type, WithController.class,
				"upstream=" + server.url("/held"));
		Actuator browser = application.actuator();
		CallsUnderWay request = CallsUnderWay.onThreads(1, () -> browser.get("/relay").body());
		EndToEnd.eventually("call under way", () -> assertThat(server.held()).isOne());
		assertThatClosingWaitsFor(request, application, server);
	}

	private static CallsUnderWay hold(TestApplication application, NettyServer server) {
		CallsUnderWay call = CallsUnderWay.of(1, application.webClient(), server.url("/held"));
		EndToEnd.eventually("call under way", () -> assertThat(server.held()).isOne());
		return call;
	}

	private static CallsUnderWay close(TestApplication application) {
		return CallsUnderWay.onThreads(1, () -> {
			application.close();
			return "closed";
		});
	}

	/**
	 * Closes the application, which waits until the server answers.
	 */
	private static void assertThatClosingWaitsFor(CallsUnderWay call, TestApplication application, NettyServer server) {
		CallsUnderWay closing = close(application);
		waitUntilClosingWaits(application, server);
		server.release();
		call.assertAnswered();
		assertThat(closing.answers()).containsExactly("closed");
	}

	private static void waitUntilClosingWaits(TestApplication application, NettyServer server) {
		EndToEnd.eventually("closing", () -> assertThat(application.context().isClosed()).isTrue());
		await("call not aborted").during(Duration.ofMillis(300)).untilAsserted(() -> assertThat(server.held()).isOne());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ReceiptBook.class)
	static class WithListener {

	}

	static class ReceiptBook implements HttpPoolListener {

		private final List<DrainReceipt> receipts = new CopyOnWriteArrayList<>();

		@Override
		public void drained(DrainReceipt receipt) {
			this.receipts.add(receipt);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class BrokenBean {

		@Bean
		Object broken(WebClient.Builder builder, @Value("${upstream}") String url) {
			callOfBroken.set(CallsUnderWay.of(1, builder.build(), url));
			throw new IllegalStateException("broken on purpose");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class BrokenRunner {

		@Bean
		ApplicationRunner broken(WebClient.Builder builder, @Value("${upstream}") String url) {
			return (arguments) -> {
				callOfBroken.set(CallsUnderWay.of(1, builder.build(), url));
				throw new IllegalStateException("broken on purpose");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Task.class)
	static class WithTask {

	}

	/**
	 * Works for a while between two calls. Its executor is created before its client.
	 */
	static class Task {

		private static final Duration WORK = Duration.ofMillis(500);

		private final AsyncTaskExecutor executor;

		private final RestClient client;

		Task(AsyncTaskExecutor executor, RestClient client) {
			this.executor = executor;
			this.client = client;
		}

		CompletableFuture<String> callTwice(String first, String second) {
			return this.executor.submitCompletable(() -> {
				CallsUnderWay.get(this.client, first);
				Thread.sleep(WORK.toMillis());
				return CallsUnderWay.get(this.client, second);
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WithFarewell {

		@Bean(destroyMethod = "sayGoodbye")
		Farewell farewell(WebClient.Builder builder, @Value("${farewell}") String url) {
			return new Farewell(builder.build(), url);
		}

	}

	static class Farewell {

		private final WebClient client;

		private final String url;

		private String answer;

		Farewell(WebClient client, String url) {
			this.client = client;
			this.url = url;
		}

		void sayGoodbye() {
			this.answer = CallsUnderWay.get(this.client, this.url).block();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Audit.class)
	static class WithAudit {

		@Bean
		ExecutorService auditExecutor() {
			return Executors.newSingleThreadExecutor();
		}

		@Bean
		DisposableBean lastWords(WebClient.Builder builder, @Value("${farewell}") String url) {
			WebClient client = builder.build();
			return () -> CallsUnderWay.of(1, client, url);
		}

	}

	/**
	 * Hears of everything on a thread of its own.
	 */
	static class Audit implements HttpPoolListener {

		private final List<DrainReceipt> receipts = new CopyOnWriteArrayList<>();

		private final ExecutorService executor;

		Audit(ExecutorService auditExecutor) {
			this.executor = auditExecutor;
		}

		@Override
		public void drained(DrainReceipt receipt) {
			this.executor.execute(() -> this.receipts.add(receipt));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Relay.class)
	static class WithController {

	}

	@RestController
	static class Relay {

		private final WebClient client;

		private final String url;

		Relay(WebClient.Builder builder, @Value("${upstream}") String url) {
			this.client = builder.build();
			this.url = url;
		}

		@GetMapping("/relay")
		Mono<String> relay() {
			return CallsUnderWay.get(this.client, this.url);
		}

	}

}
