package io.github.httppool.boot;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.github.httppool.RawServer;
import io.github.httppool.autoconfigure.HttpPoolTracingAutoConfiguration;
import io.github.httppool.client.HttpPoolCustomizer;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The trace of a call shows what the call has waited for, and leads to that of the
 * connection that was opened for it. Written by OpenTelemetry's SDK, with the handlers of
 * Spring Boot.
 */
@Timeout(60)
class TracedCallsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	/** The time of a span is that of the SDK's clock, that of a phase is ours. */
	private static final long CLOCKS_DIFFER_NANOS = Duration.ofMillis(5).toNanos();

	private final CountDownLatch held = new CountDownLatch(1);

	private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

	private SdkTracerProvider provider = tracing(SimpleSpanProcessor.create(this.exporter), Sampler.alwaysOn());

	@RegisterExtension
	final RawServer server = new RawServer(TestCertificate.serverSocketFactory()).serving(this::serve);

	private static SdkTracerProvider tracing(SpanProcessor processor, Sampler sampler) {
		return SdkTracerProvider.builder().addSpanProcessor(processor).setSampler(sampler).build();
	}

	/**
	 * Slow at everything. A handshake is served by the first read.
	 */
	private void serve(RawServer.Client client) throws IOException {
		park(60);
		String head = client.readHead();
		if (head == null) {
			return;
		}
		if (head.contains("/held")) {
			RawServer.awaitLatch(this.held);
		}
		else {
			park(50);
		}
		client.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
	}

	private static void park(long millis) {
		LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
	}

	@AfterEach
	void shutdown() {
		this.provider.close();
	}

	@ParameterizedTest
	@EnumSource
	void whenACallWaitsThenItsTraceShowsForWhat(ObservedClient client) {
		application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			callBehindAnother(client, connection, context.getBean(ObservationRegistry.class));
			SpanData call = spans("http get").get(0);
			assertShowsPhases(call);
			assertAddUp(call);
			assertIsOpenedFor(call, spans("httppool.connection").get(0));
			connection.assertUnused();
		});
	}

	private void assertShowsPhases(SpanData call) {
		assertThat(partsOf(call)).as(inWords())
			.extracting(SpanData::getName)
			.containsSubsequence("httppool.queued", "httppool.dns", "httppool.tls");
		assertThat(call.getEvents()).as(inWords())
			.extracting((event) -> event.getName().split(" ")[0])
			.containsSubsequence("queued", "dns", "tls", "waiting");
		assertThat(call.getEvents()).extracting(EventData::getEpochNanos).isSorted();
	}

	/**
	 * The parts follow one another without overlap, and the response takes the rest.
	 */
	private void assertAddUp(SpanData call) {
		long end = call.getStartEpochNanos() - CLOCKS_DIFFER_NANOS;
		for (SpanData part : partsOf(call)) {
			assertThat(part.getTraceId()).isEqualTo(call.getTraceId());
			assertThat(part.getStartEpochNanos()).as(inWords()).isGreaterThanOrEqualTo(end);
			end = part.getEndEpochNanos();
		}
		EventData response = call.getEvents()
			.stream()
			.filter((event) -> event.getName().startsWith("waiting"))
			.findAny()
			.orElseThrow();
		assertThat(response.getEpochNanos()).as(inWords()).isGreaterThanOrEqualTo(end - CLOCKS_DIFFER_NANOS);
		long waiting = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(response.getName().split(" ")[1]));
		assertThat(partsOf(call).stream().mapToLong(TracedCallsTests::nanos).sum() + waiting).as(inWords())
			.isLessThanOrEqualTo(nanos(call) + CLOCKS_DIFFER_NANOS);
	}

	/**
	 * The connection has a trace of its own, with a link to the call.
	 */
	private void assertIsOpenedFor(SpanData call, SpanData opened) {
		assertThat(opened.getTraceId()).isNotEqualTo(call.getTraceId());
		assertThat(opened.getParentSpanContext().isValid()).isFalse();
		assertThat(opened.getKind()).isEqualTo(SpanKind.CLIENT);
		assertThat(opened.getLinks()).singleElement().satisfies((link) -> {
			assertThat(link.getSpanContext().getSpanId()).isEqualTo(call.getSpanId());
			assertThat(link.getSpanContext().getTraceId()).isEqualTo(call.getTraceId());
		});
		assertThat(attribute(opened, "pool")).isEqualTo("default");
		assertThat(attribute(opened, "host")).isEqualTo(uri("").getAuthority());
		assertThat(attribute(opened, "outcome")).isEqualTo("success");
		assertThat(opened.getAttributes().get(AttributeKey.longKey("httppool.connection.id"))).isPositive();
		assertConsistsOfItsPhases(opened);
	}

	private void assertConsistsOfItsPhases(SpanData opened) {
		List<SpanData> phases = partsOf(opened);
		assertThat(phases).as(inWords())
			.extracting(SpanData::getName)
			.containsSubsequence("httppool.connection.dns", "httppool.connection.tcp", "httppool.connection.tls");
		assertThat(phases.get(0).getStartEpochNanos()).isEqualTo(opened.getStartEpochNanos());
		assertThat(phases.get(phases.size() - 1).getEndEpochNanos()).isEqualTo(opened.getEndEpochNanos());
		assertThat(phases.stream().mapToLong(TracedCallsTests::nanos).sum()).as(inWords()).isEqualTo(nanos(opened));
	}

	@Test
	void whenNoConnectionCanBeOpenedThenItsTraceSaysWhy() throws IOException {
		URI nobody = uri("/");
		this.server.close();
		application().run((context) -> {
			ObservationRegistry registry = context.getBean(ObservationRegistry.class);
			assertThatThrownBy(() -> ObservedClient.REST_CLIENT.get(new SingleConnection(context), registry, nobody))
				.isNotNull();
			SpanData failed = spans("httppool.connection").get(0);
			assertThat(attribute(failed, "outcome")).isEqualTo("error");
			assertThat(failed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
			assertThat(failed.getStatus().getDescription()).contains("refused");
			assertThat(partsOf(failed)).extracting(SpanData::getName).contains("httppool.connection.dns");
		});
	}

	@Test
	void whenATraceIsNotRecordedThenNothingIsAdded() {
		this.provider = tracing(SimpleSpanProcessor.create(this.exporter), Sampler.alwaysOff());
		application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			assertThat(ObservedClient.REST_CLIENT.get(connection, context.getBean(ObservationRegistry.class), uri("/")))
				.isEqualTo("ok");
			connection.assertUnused();
			assertThat(this.exporter.getFinishedSpanItems()).isEmpty();
		});
	}

	@Test
	void whenItIsSwitchedOffThenThereAreNoSpansOfThePool() {
		application().withPropertyValues("httppool.tracing.enabled=false").run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			assertThat(ObservedClient.REST_CLIENT.get(connection, context.getBean(ObservationRegistry.class), uri("/")))
				.isEqualTo("ok");
			connection.assertUnused();
			SpanData call = spans("http get").get(0);
			assertThat(call.getEvents()).isNotEmpty();
			assertThat(this.exporter.getFinishedSpanItems()).containsExactly(call);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenTheTracerThrowsThenNeitherCallNorConnectionFeelsIt(ObservedClient client) {
		BrokenProcessor broken = new BrokenProcessor();
		this.provider = tracing(broken, Sampler.alwaysOn());
		application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			assertThat(client.get(connection, context.getBean(ObservationRegistry.class), uri("/"))).isEqualTo("ok");
			await().atMost(PATIENCE).until(() -> broken.heardOfConnection);
			connection.assertServes(uri("/"));
		});
	}

	/**
	 * Makes a call that waits for the connection of another, which is not observed, and
	 * returns once both it and what was opened for it are written.
	 */
	private void callBehindAnother(ObservedClient client, SingleConnection connection, ObservationRegistry registry) {
		CompletableFuture<String> first = ClientKind
			.onThreadOfItsOwn(() -> ObservedClient.WEB_CLIENT.get(connection, ObservationRegistry.NOOP, uri("/held")));
		await().atMost(PATIENCE).until(() -> connection.figures().active() == 1);
		CompletableFuture<String> second = ClientKind
			.onThreadOfItsOwn(() -> client.get(connection, registry, uri("/")));
		await().atMost(PATIENCE).until(() -> connection.figures().pending() == 1);
		park(30);
		this.held.countDown();
		assertThat(first.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo("ok");
		assertThat(second.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo("ok");
		spans("http get");
		spans("httppool.connection");
	}

	private ApplicationContextRunner application() {
		return SingleConnection.application()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ObservationAutoConfiguration.class,
					MicrometerTracingAutoConfiguration.class, HttpPoolTracingAutoConfiguration.class))
			.withPropertyValues(TestCertificate.trusted())
			.withBean(Tracer.class, this::tracer)
			.withBean(HttpPoolCustomizer.class, () -> {
				SlowResolverGroup slow = new SlowResolverGroup(Duration.ofMillis(40));
				return (pool, client) -> client.resolver(slow);
			});
	}

	private Tracer tracer() {
		return new OtelTracer(this.provider.get("test"), new OtelCurrentTraceContext(), (event) -> {
		});
	}

	private URI uri(String path) {
		return URI.create("https://localhost:" + this.server.uri("/").getPort() + path);
	}

	/**
	 * Returns the spans of a name, of which there are some before long.
	 */
	private List<SpanData> spans(String name) {
		return await().atMost(PATIENCE)
			.until(() -> finished().filter((span) -> span.getName().equals(name)).toList(),
					(found) -> !found.isEmpty());
	}

	private List<SpanData> partsOf(SpanData whole) {
		return finished().filter((span) -> span.getParentSpanId().equals(whole.getSpanId())).toList();
	}

	private Stream<SpanData> finished() {
		return this.exporter.getFinishedSpanItems()
			.stream()
			.sorted(Comparator.comparingLong(SpanData::getStartEpochNanos));
	}

	private static String attribute(SpanData span, String key) {
		return span.getAttributes().get(AttributeKey.stringKey(key));
	}

	private static long nanos(SpanData span) {
		return span.getEndEpochNanos() - span.getStartEpochNanos();
	}

	/** The traces, for a person who sees the test fail. */
	private String inWords() {
		StringBuilder words = new StringBuilder();
		finished().filter((span) -> !span.getParentSpanContext().isValid())
			.forEach((root) -> append(root, 0, root.getStartEpochNanos(), words));
		return words.toString();
	}

	private void append(SpanData span, int depth, long from, StringBuilder words) {
		words.append("\n%s%s: %.1f ms from %.1f".formatted("  ".repeat(depth), span.getName(), nanos(span) / 1e6,
				(span.getStartEpochNanos() - from) / 1e6));
		span.getEvents()
			.forEach((event) -> words.append("\n%s* %s, from %.1f".formatted("  ".repeat(depth + 1), event.getName(),
					(event.getEpochNanos() - from) / 1e6)));
		partsOf(span).forEach((part) -> append(part, depth + 1, from, words));
	}

	/** Throws whenever a span of the pool ends. */
	private static final class BrokenProcessor implements SpanProcessor {

		private volatile boolean heardOfConnection;

		@Override
		public void onStart(Context parent, ReadWriteSpan span) {
		}

		@Override
		public boolean isStartRequired() {
			return false;
		}

		@Override
		public void onEnd(ReadableSpan span) {
			if (span.getName().startsWith("httppool.")) {
				this.heardOfConnection |= span.getName().equals("httppool.connection");
				throw new LinkageError("thrown by a processor of spans, on purpose");
			}
		}

		@Override
		public boolean isEndRequired() {
			return true;
		}

	}

}
