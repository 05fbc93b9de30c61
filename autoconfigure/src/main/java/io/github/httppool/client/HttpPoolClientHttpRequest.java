package io.github.httppool.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.Executor;

import io.github.httppool.leak.CallTrack;
import io.github.httppool.leak.CallTracker;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;
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
 * A request of the pool's factory: gathers headers and body, and decides how the body
 * goes out. To be used by one thread.
 */
final class HttpPoolClientHttpRequest extends AbstractClientHttpRequest implements StreamingHttpOutputMessage {

	/**
	 * How many bytes of a body that was given as a stream may be kept in memory to send
	 * it in one write.
	 */
	static final int MEMORY_LIMIT = 64 * 1024;

	/** Attribute of the requests of a {@code RestClient}. */
	private static final String URI_TEMPLATE = RestClient.class.getName() + ".uriTemplate";

	private final HttpClient.RequestSender sender;

	private final FailureTranslator failures;

	private final Executor streamingBodyExecutor;

	private final CallTracker tracker;

	private @Nullable MemoryBody memoryBody;

	private @Nullable Body streamingBody;

	HttpPoolClientHttpRequest(HttpClient.RequestSender sender, FailureTranslator failures,
			Executor streamingBodyExecutor, CallTracker tracker) {
		this.sender = sender;
		this.failures = failures;
		this.streamingBodyExecutor = streamingBodyExecutor;
		this.tracker = tracker;
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
		Assert.state(!Schedulers.isInNonBlockingThread(),
				() -> "%s cannot be called on the thread '%s', which must not block; nothing has been sent. "
					.formatted(this.failures.describe(), Thread.currentThread().getName())
						+ "Use WebClient there, or call from another thread (for example with "
						+ "subscribeOn(Schedulers.boundedElastic())).");
		RequestContent content = content(headers);
		CallTrack track = this.tracker.track(getMethod().name(), target());
		ServiceMethods.tell(track, getAttributes());
		return new HttpExchange(this.failures, headers, content, track).execute(this.sender);
	}

	/**
	 * Returns what many calls have in common, if their client was given a template.
	 */
	private String target() {
		Object template = getAttributes().get(URI_TEMPLATE);
		return (template != null) ? template.toString() : getURI().toString();
	}

	private RequestContent content(HttpHeaders headers) throws IOException {
		if (this.memoryBody != null) {
			return this.memoryBody.toContent();
		}
		if (this.streamingBody != null) {
			return content(this.streamingBody, headers.getContentLength());
		}
		return RequestContent.NONE;
	}

	private RequestContent content(Body body, long length) throws IOException {
		boolean mayFit = (length >= 0) ? length <= MEMORY_LIMIT : body.repeatable();
		MemoryBody memory = mayFit ? writeToMemory(body) : null;
		return (memory != null) ? memory.toContent() : new StreamingContent(body, this.streamingBodyExecutor);
	}

	/**
	 * Writes the body into memory.
	 * @param body the body
	 * @return the body, or {@code null} if it is larger than the limit, and can be
	 * written again
	 * @throws IOException if the body fails, or is larger than the limit and cannot be
	 * written again
	 */
	private static @Nullable MemoryBody writeToMemory(Body body) throws IOException {
		MemoryBody memory = new MemoryBody(MEMORY_LIMIT);
		try {
			body.writeTo(StreamUtils.nonClosing(memory));
		}
		catch (IOException | RuntimeException ex) {
			if (!memory.isOverflown() || !body.repeatable()) {
				throw ex;
			}
		}
		return memory.isOverflown() ? null : memory;
	}

}
