package io.github.httppool.boot;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link GuardedCall} and {@link GuardedRequestFactory}.
 */
class GuardedCallTests {

	private final List<String> events = new ArrayList<>();

	private @Nullable RuntimeException thrownByGuard;

	@Test
	void whenACallHasEndedThenItDoesNotEndAgain() {
		GuardedCall call = GuardedCall.reserve(List.of(new Recording("a"), new Recording("b")));
		call.begin();
		call.succeeded(HttpStatus.OK);
		call.failed(new IOException("late"));
		call.cancelled();
		assertThat(this.events).containsExactly("a asked", "b asked", "a begins", "b begins", "a 200", "b 200");
	}

	@Test
	void whenALaterGuardRefusesThenTheEarlierOnesAreCancelled() {
		assertThatIllegalStateException()
			.isThrownBy(() -> GuardedCall.reserve(List.of(new Recording("a"), new Refusing())))
			.withMessage("refused");
		assertThat(this.events).containsExactly("a asked", "a cancelled");
	}

	@Test
	void whenAGuardThrowsAtTheEndThenTheOthersEndAllTheSame() {
		GuardedCall call = GuardedCall.reserve(List.of(new Recording("a"), new Recording("b")));
		this.thrownByGuard = new IllegalStateException("guard");
		assertThatIllegalStateException().isThrownBy(() -> call.succeeded(HttpStatus.OK)).withMessage("guard");
		assertThat(this.events).containsExactly("a asked", "b asked", "a 200", "b 200");
	}

	@Test
	void whenAGuardThrowsAtAFailureThenTheFailureTellsBoth() {
		GuardedCall call = GuardedCall.reserve(List.of(new Recording("a")));
		this.thrownByGuard = new IllegalStateException("guard");
		IOException failure = new IOException("reset");
		call.failed(failure);
		assertThat(failure.getSuppressed()).containsExactly(this.thrownByGuard);
	}

	@ParameterizedTest
	@MethodSource
	void whenACallFailsThenOnlyWhatMayBeTheServersFaultIsAFailure(Throwable failure, String event) throws IOException {
		ClientHttpRequest request = guarded(failing(failure)).createRequest(URI.create("http://test/"), HttpMethod.GET);
		assertThat(catchThrowable(request::execute)).isSameAs(failure);
		assertThat(this.events).containsExactly("a asked", "a begins", event);
	}

	static Stream<Object[]> whenACallFailsThenOnlyWhatMayBeTheServersFaultIsAFailure() {
		return Stream.of(new Object[] { new IOException("reset"), "a failed" },
				new Object[] { new SocketTimeoutException("late"), "a failed" },
				new Object[] { new IllegalArgumentException("codec"), "a failed" },
				new Object[] { new InterruptedIOException("interrupted"), "a cancelled" },
				new Object[] { new OutOfMemoryError("test"), "a cancelled" },
				new Object[] { new AssertionError("test"), "a cancelled" });
	}

	@Test
	void whenAGuardThrowsAtTheResponseThenTheResponseIsClosed() throws IOException {
		this.thrownByGuard = new IllegalStateException("guard");
		List<String> closed = this.events;
		MockClientHttpRequest request = new MockClientHttpRequest();
		request.setResponse(new MockClientHttpResponse(new byte[0], HttpStatus.OK) {

			@Override
			public void close() {
				closed.add("closed");
			}

		});
		ClientHttpRequest guarded = guarded((uri, method) -> request).createRequest(URI.create("http://test/"),
				HttpMethod.GET);
		assertThatIllegalStateException().isThrownBy(guarded::execute).withMessage("guard");
		assertThat(this.events).containsExactly("a asked", "a begins", "a 200", "closed");
	}

	@Test
	void whenARequestStreamsItsBodyThenTheGuardedOneDoesToo() throws IOException {
		ClientHttpRequestFactory streaming = guarded((uri, method) -> new StreamingRequest());
		assertThat(streaming.createRequest(URI.create("http://test/"), HttpMethod.PUT))
			.isInstanceOfSatisfying(StreamingHttpOutputMessage.class, (request) -> request.setBody((out) -> {
			}));
		assertThat(this.events).containsExactly("body");
		ClientHttpRequestFactory buffering = guarded((uri, method) -> new MockClientHttpRequest(method, uri));
		assertThat(buffering.createRequest(URI.create("http://test/"), HttpMethod.PUT))
			.isNotInstanceOf(StreamingHttpOutputMessage.class);
	}

	@Test
	void whenThereAreNoGuardsThenNothingIsWrapped() {
		ClientHttpRequestFactory requestFactory = (uri, method) -> new MockClientHttpRequest(method, uri);
		assertThat(GuardedRequestFactory.guard(requestFactory, List.of())).isSameAs(requestFactory);
	}

	private ClientHttpRequestFactory guarded(ClientHttpRequestFactory requestFactory) {
		return GuardedRequestFactory.guard(requestFactory, List.of(new Recording("a")));
	}

	private static ClientHttpRequestFactory failing(Throwable failure) {
		return (uri, method) -> new MockClientHttpRequest(method, uri) {

			@Override
			protected org.springframework.http.client.ClientHttpResponse executeInternal() throws IOException {
				return sneakily(failure);
			}

		};
	}

	@SuppressWarnings("unchecked")
	private static <T, X extends Throwable> T sneakily(Throwable failure) throws X {
		throw (X) failure;
	}

	private final class StreamingRequest extends MockClientHttpRequest implements StreamingHttpOutputMessage {

		@Override
		public void setBody(Body body) {
			GuardedCallTests.this.events.add("body");
		}

	}

	private static final class Refusing implements CallGuard {

		@Override
		public Permit acquire() {
			return reserve();
		}

		@Override
		public Permit reserve() {
			throw new IllegalStateException("refused");
		}

		@Override
		public boolean isRefusal(Throwable failure) {
			return true;
		}

	}

	private final class Recording implements CallGuard, CallGuard.Permit {

		private final String name;

		Recording(String name) {
			this.name = name;
		}

		private void record(String event) {
			GuardedCallTests.this.events.add(this.name + " " + event);
		}

		private void end(String event) {
			record(event);
			if (GuardedCallTests.this.thrownByGuard != null) {
				throw GuardedCallTests.this.thrownByGuard;
			}
		}

		@Override
		public Permit acquire() {
			return reserve();
		}

		@Override
		public Permit reserve() {
			record("asked");
			return this;
		}

		@Override
		public boolean isRefusal(Throwable failure) {
			return false;
		}

		@Override
		public void begin() {
			record("begins");
		}

		@Override
		public void succeeded(HttpStatusCode status) {
			end(String.valueOf(status.value()));
		}

		@Override
		public void failed(Throwable failure) {
			end("failed");
		}

		@Override
		public void cancelled() {
			end("cancelled");
		}

	}

}
