package io.github.httppool.restclient;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;

import io.github.httppool.call.Call;
import io.github.httppool.client.CarriedError;
import io.github.httppool.client.ChangedMethod;
import io.github.httppool.client.ClientTimeout;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.netty.Connection;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;
import reactor.util.context.Context;

import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;

/**
 * One request and its response: the calling thread sends and waits, and the event loop
 * wakes it with the response. If the caller is interrupted, the call is cancelled: it
 * leaves the pool's queue if it is still waiting for a connection, and closes the
 * connection if it has one.
 * <p>
 * The cancellation must not race with the arrival of the response, or the response, and
 * its connection with it, would be lost between two threads. So it runs on the
 * connection's event loop as soon as there is one, and a request whose caller has given
 * up is never sent.
 */
final class HttpExchange implements CoreSubscriber<Object> {

	private final IOExceptionTranslator failures;

	private final HttpHeaders headers;

	private final RequestContent content;

	private final Call call;

	private final Context context;

	private final ResponseFuture<ClientHttpResponse> answer = new ResponseFuture<>();

	// written by the calling thread before it waits

	private Subscription subscription = Operators.emptySubscription();

	// written on the event loop, read by the calling thread when it gives up

	private volatile @Nullable EventLoop eventLoop;

	// only accessed on the event loop

	/** The content of the last attempt: a redirect may remove it. */
	private RequestContent sent = RequestContent.NONE;

	private @Nullable ResponseBodyReceiver body;

	HttpExchange(IOExceptionTranslator failures, HttpHeaders headers, RequestContent content, Call call) {
		this.failures = failures;
		this.headers = headers;
		this.content = content;
		this.call = call;
		this.context = Context.of(Call.class, call);
		call.sends(content);
	}

	@Override
	public Context currentContext() {
		return this.context;
	}

	/**
	 * Sends the request and waits for the response.
	 * @param sender sends the request
	 * @return the response, complete or with a body that is still arriving
	 * @throws IOException if there is no response, or the caller is interrupted
	 */
	ClientHttpResponse execute(HttpClient.RequestSender sender) throws IOException {
		if (Thread.currentThread().isInterrupted()) {
			throw this.failures.interrupted("before anything was sent");
		}
		target(sender).send(this::send).responseConnection(this::receive).subscribe(this);
		try {
			return this.answer.await();
		}
		catch (ExecutionException ex) {
			throw this.failures.translate((ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			takeBack();
			throw this.failures.interrupted("while it waited for the response");
		}
	}

	private HttpClient.RequestSender target(HttpClient.RequestSender sender) {
		URI uri = this.failures.uri();
		return uri.isAbsolute() ? sender.uri(uri) : sender.uri(uri.toString());
	}

	private Publisher<Void> send(HttpClientRequest request, NettyOutbound outbound) {
		try {
			return write(request, outbound);
		}
		catch (Throwable ex) {
			return Mono.error(CarriedError.carry(ex));
		}
	}

	private Publisher<Void> write(HttpClientRequest request, NettyOutbound outbound) {
		outbound.withConnection((connection) -> this.eventLoop = connection.channel().eventLoop());
		if (this.answer.isWithdrawn()) {
			// The caller is cancelling or has cancelled, which closes the connection.
			return Mono.never();
		}
		if (this.call.responseLimit() != null) {
			ClientTimeout.removeFrom(request);
		}
		io.netty.handler.codec.http.HttpHeaders target = request.requestHeaders();
		this.headers.forEach((name, values) -> target.set(name, values));
		if (ChangedMethod.isOf(request, this.failures.method())) {
			ChangedMethod.removeContentHeaders(target::remove);
			this.sent = RequestContent.NONE;
		}
		else {
			this.sent = this.content;
		}
		return this.sent.send(request, outbound);
	}

	private Publisher<Object> receive(HttpClientResponse response, Connection connection) {
		try {
			ResponseBodyReceiver incoming = new ResponseBodyReceiver(response, connection, this.answer, this.failures,
					this.sent, this.call);
			this.body = incoming;
			this.call.responseTaken();
			connection.inbound().receive().subscribe(incoming);
			return Mono.empty();
		}
		catch (Throwable ex) {
			connection.dispose();
			return Mono.error(CarriedError.carry(ex));
		}
	}

	private void takeBack() {
		EventLoop loop = this.eventLoop;
		if (loop == null) {
			this.subscription.cancel();
			return;
		}
		try {
			loop.execute(this::cancel);
		}
		catch (RejectedExecutionException ex) {
			// The loop has shut down, and its connections are closed.
			this.subscription.cancel();
		}
	}

	private void cancel() {
		this.subscription.cancel();
		if (this.body != null) {
			this.body.abort();
		}
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(Object ignored) {
		// receive() delivers the response; nothing is emitted here.
	}

	@Override
	public void onError(Throwable failure) {
		this.answer.fail(failure);
	}

	@Override
	public void onComplete() {
		if (this.body == null) {
			this.answer.fail(new IOException("The HTTP client ended without a response"));
		}
	}

}
