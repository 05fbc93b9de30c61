package io.github.httppool.boot;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;

import io.github.httppool.client.BlockingThread;
import io.github.httppool.client.RequestName;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A request that asks the guards of its client before it is sent. For them the call is
 * over when the head of the response is there. To be used by one thread.
 */
class GuardedRequest implements ClientHttpRequest {

	private final ClientHttpRequest request;

	private final List<CallGuard> guards;

	GuardedRequest(ClientHttpRequest request, List<CallGuard> guards) {
		this.request = request;
		this.guards = guards;
	}

	@Override
	public HttpMethod getMethod() {
		return this.request.getMethod();
	}

	@Override
	public URI getURI() {
		return this.request.getURI();
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.request.getAttributes();
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.request.getHeaders();
	}

	@Override
	public OutputStream getBody() throws IOException {
		return this.request.getBody();
	}

	@Override
	public ClientHttpResponse execute() throws IOException {
		GuardedCall call = acquire();
		try {
			return execute(call);
		}
		catch (Throwable ex) {
			call.failed(ex);
			throw ex;
		}
	}

	private GuardedCall acquire() throws InterruptedIOException {
		BlockingThread.require(this::name, "Use WebClient there.");
		try {
			return GuardedCall.acquire(this.guards);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException(
					"%s was cancelled: its thread was interrupted while it waited for permission; nothing has been sent"
						.formatted(name()));
		}
	}

	private ClientHttpResponse execute(GuardedCall call) throws IOException {
		ClientHttpResponse response = this.request.execute();
		try {
			call.succeeded(response.getStatusCode());
			return response;
		}
		catch (Throwable ex) {
			response.close();
			throw ex;
		}
	}

	private String name() {
		return RequestName.of(getMethod(), getURI());
	}

	/**
	 * A request whose body need not be in memory. Not every one can do that, and what
	 * fills it asks whether it can.
	 */
	static final class Streaming extends GuardedRequest implements StreamingHttpOutputMessage {

		private final StreamingHttpOutputMessage message;

		Streaming(ClientHttpRequest request, StreamingHttpOutputMessage message, List<CallGuard> guards) {
			super(request, guards);
			this.message = message;
		}

		@Override
		public void setBody(Body body) {
			this.message.setBody(body);
		}

	}

}
