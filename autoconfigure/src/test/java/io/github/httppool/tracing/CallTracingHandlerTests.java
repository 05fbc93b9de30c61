package io.github.httppool.tracing;

import java.lang.ref.WeakReference;
import java.util.List;

import io.github.httppool.CallPhase;
import io.github.httppool.call.CallTrace;
import io.github.httppool.call.DialRecord;
import io.github.httppool.call.PhaseInterval;
import io.github.httppool.client.CallTraces;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.RequestReplySenderContext;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a connection keeps of a call's trace.
 */
class CallTracingHandlerTests {

	private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

	private final SdkTracerProvider provider = SdkTracerProvider.builder()
		.addSpanProcessor(SimpleSpanProcessor.create(this.exporter))
		.build();

	private final ObservationRegistry registry = ObservationRegistry.create();

	@BeforeEach
	void trace() {
		OtelTracer tracer = new OtelTracer(this.provider.get("test"), new OtelCurrentTraceContext(), (event) -> {
		});
		this.registry.observationConfig()
			.observationHandler(new CallTracingHandler(tracer))
			.observationHandler(new DefaultTracingObservationHandler(tracer));
	}

	@AfterEach
	void shutdown() {
		this.provider.close();
	}

	@Test
	void whatAConnectionKeepsDoesNotLeadToTheObservation() {
		RequestReplySenderContext<Object, Object> context = new RequestReplySenderContext<>((carrier, key, value) -> {
		});
		CallTrace kept = traceOf(context);
		WeakReference<Observation.Context> observation = new WeakReference<>(context);
		context = null;
		await().until(() -> {
			System.gc();
			return observation.refersTo(null);
		});
		kept.dialed(new DialRecord("orders", "api.example:443", 7, 0, 1000,
				List.of(new PhaseInterval(CallPhase.TCP, 0, 1000)), null));
		assertThat(this.exporter.getFinishedSpanItems()).extracting(SpanData::getName)
			.containsExactly("call", "httppool.connection.tcp", "httppool.connection");
	}

	@Test
	void whenAHostHasControlCharactersThenItsTagShowsThem() {
		CallTrace kept = traceOf(new RequestReplySenderContext<>((carrier, key, value) -> {
		}));
		kept.dialed(new DialRecord("orders", "api\nexample:443", 7, 0, 1000, List.of(), null));
		assertThat(this.exporter.getFinishedSpanItems())
			.extracting((span) -> span.getAttributes().get(AttributeKey.stringKey("host")))
			.contains("api\\nexample:443");
	}

	private CallTrace traceOf(RequestReplySenderContext<Object, Object> context) {
		Observation observation = Observation.start("call", () -> context, this.registry);
		CallTraces traces = observation.getContextView().getRequired(CallTraces.class);
		CallTrace trace = traces.traceOf(observation.getContextView());
		observation.stop();
		assertThat(trace).isNotNull();
		return trace;
	}

	@Test
	void observationsOfOthersAreLeftAlone() {
		Observation other = Observation.start("order", this.registry);
		assertThat(other.getContextView().<Object>get(CallTraces.class)).isNull();
		other.stop();
	}

}
