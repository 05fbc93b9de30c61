package io.github.httppool.restclient;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.Executor;

import io.github.httppool.call.Call;
import io.github.httppool.call.CallRetries;
import io.github.httppool.call.Calls;
import io.github.httppool.call.Deadline;
import io.github.httppool.call.Retries;
import io.github.httppool.client.BlockingThread;
import io.github.httppool.client.DeadlineScope;
import io.github.httppool.client.ObservedCalls;
import io.github.httppool.client.RequestOptions;
import io.github.httppool.client.ServiceMethods;
import io.github.httppool.client.Target;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.Assert;
import org.springframework.util.StreamUtils;
import org.springframework.web.client.RestClient;

/**
 * A request of the pool's factory: gathers headers and body, and decides how the body is
 * sent. For use by one thread.
 */
final class HttpPoolClientHttpRequest extends AbstractClientHttpRequest implements StreamingHttpOutputMessage {

	/**
	 * How many bytes of a streaming body may be kept in memory to send it in one write.
	 */
	static final int MEMORY_LIMIT = 64 * 1024;

	/** Attribute of the requests of a {@code RestClient}. */
	private static final String URI_TEMPLATE = RestClient.class.getName() + ".uriTemplate";

	private final HttpClient.RequestSender sender;

	private final IOExceptionTranslator failures;

	private final Executor streamingBodyExecutor;

	private final Calls calls;

	private final Retries retries;

	private @Nullable MemoryBody memoryBody;

	private @Nullable Body streamingBody;

	HttpPoolClientHttpRequest(HttpClient.RequestSender sender, IOExceptionTranslator failures,
			Executor streamingBodyExecutor, Calls calls, Retries retries) {
		this.sender = sender;
		this.failures = failures;
		this.streamingBodyExecutor = streamingBodyExecutor;
		this.calls = calls;
		this.retries = retries;
	}

	@Override
	public HttpMethod getMethod() {
		return this.failures.method();
	}

	@Override
	public URI getURI() {
		return this.failures.uri();
	}

	@Override
	protected OutputStream getBodyInternal(HttpHeaders headers) {
		Assert.state(this.streamingBody == null, "Invoke either getBody or setBody; not both");
		if (this.memoryBody == null) {
			this.memoryBody = new MemoryBody(Integer.MAX_VALUE);
		}
		return this.memoryBody;
	}

	@Override
	public void setBody(Body body) {
		Assert.notNull(body, "'body' must not be null");
		assertNotExecuted();
		Assert.state(this.memoryBody == null, "Invoke either getBody or setBody; not both");
		this.streamingBody = body;
	}

	@Override
	protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
		BlockingThread.require(this.failures::describe,
				"Use WebClient there, or call from another thread (for example with "
						+ "subscribeOn(Schedulers.boundedElastic())).");
		IOException refusal = Target.refusal(getMethod(), getURI());
		if (refusal != null) {
			throw refusal;
		}
		RequestContent content = content(headers);
		Deadline around = DeadlineScope.leave();
		try {
			return execute(headers, content, around);
		}
		finally {
			DeadlineScope.restore(around);
		}
	}

	private ClientHttpResponse execute(HttpHeaders headers, RequestContent content, @Nullable Deadline around)
			throws IOException {
		Call call = this.calls.start(getMethod().name(), target());
		ServiceMethods.tell(call, getAttributes());
		call.mustEndBy(around);
		Observation observation = ObservedCalls.beginCurrent(call);
		try {
			return execute(headers, content, call);
		}
		finally {
			if (observation != null) {
				ObservedCalls.tell(observation, call);
			}
		}
	}

	private ClientHttpResponse execute(HttpHeaders headers, RequestContent content, Call call) throws IOException {
		RequestOptions options = RequestOptions.of(getAttributes(), headers.get(HttpHeaders.ACCEPT));
		options.applyTo(call);
		CallRetries attempts = this.retries.begin(call, getMethod().name(), options.maxAttempts());
		if (attempts == null) {
			return new HttpExchange(this.failures, headers, content, call).execute(this.sender);
		}
		return new RepeatedExchange(attempts, call, this.failures, content, this.sender,
				() -> new HttpExchange(this.failures, headers, content, call))
			.await();
	}

	/**
	 * Returns the URI template if the client was given one, since many calls share it;
	 * otherwise the URI.
	 */
	private String target() {
		Object template = getAttributes().get(URI_TEMPLATE);
		return (template != null) ? template.toString() : getURI().toString();
	}

	private RequestContent content(HttpHeaders headers) throws IOException {
		long announced = headers.getContentLength();
		if (this.memoryBody != null) {
			return whole(this.memoryBody, announced);
		}
		if (this.streamingBody != null) {
			return content(this.streamingBody, announced);
		}
		return RequestContent.NONE;
	}

	private RequestContent content(Body body, long announced) throws IOException {
		boolean mayFit = (announced >= 0) ? announced <= MEMORY_LIMIT : body.repeatable();
		MemoryBody memory = mayFit ? writeToMemory(body, announced) : null;
		return (memory != null) ? whole(memory, announced) : new StreamingContent(body, this.streamingBodyExecutor);
	}

	/**
	 * Writes the body into memory.
	 * @param body the body
	 * @param announced its length, or a negative number if it is not known
	 * @return the body, or {@code null} if it is larger than the limit and can be written
	 * again
	 * @throws IOException if the body fails, or is larger than announced
	 */
	private @Nullable MemoryBody writeToMemory(Body body, long announced) throws IOException {
		MemoryBody memory = new MemoryBody((announced >= 0) ? (int) announced : MEMORY_LIMIT);
		try {
			body.writeTo(StreamUtils.nonClosing(memory));
		}
		catch (IOException | RuntimeException ex) {
			if (!memory.isOverflown()) {
				throw ex;
			}
		}
		if (!memory.isOverflown()) {
			return memory;
		}
		if (announced >= 0) {
			throw wrongLength("longer", announced, "at least " + memory.given());
		}
		return null;
	}

	/**
	 * A body of another length than announced would be read as two requests, or as part
	 * of one.
	 */
	private RequestContent whole(MemoryBody body, long announced) throws IOException {
		if (announced >= 0 && announced != body.given()) {
			throw wrongLength((body.given() > announced) ? "longer" : "shorter", announced,
					String.valueOf(body.given()));
		}
		return body.toContent();
	}

	private IOException wrongLength(String what, long announced, String given) {
		return new IOException(
				"%s cannot be sent: its body is %s than its Content-Length: %d bytes were announced, and %s given"
					.formatted(this.failures.describe(), what, announced, given));
	}

}
