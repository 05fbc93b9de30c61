package io.github.httppool.webclient;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.github.httppool.call.Call;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * Decides what takes a response body: the application's subscriber, or a buffer in its
 * place. Ends the body on behalf of an application that has dropped it, or that has
 * cancelled the call without subscribing to the body. Safe for use by several threads.
 */
final class ResponseBodyOwnership {

	private static final AtomicReferenceFieldUpdater<ResponseBodyOwnership, @Nullable Object> TAKER = AtomicReferenceFieldUpdater
		.newUpdater(ResponseBodyOwnership.class, Object.class, "taker");

	@SuppressWarnings("rawtypes")
	private static final AtomicReferenceFieldUpdater<ResponseBodyOwnership, @Nullable Flux> BODY = AtomicReferenceFieldUpdater
		.newUpdater(ResponseBodyOwnership.class, Flux.class, "body");

	private final Call call;

	private final WebClientFailures failures;

	/**
	 * What takes the body, set once: the {@link LeakTrackingSubscriber} of the
	 * application, or a {@link BufferedBody} in its place.
	 */
	private volatile @Nullable Object taker;

	/** The body that arrived, until it is taken in place of the application. */
	@SuppressWarnings("UnusedVariable")
	private volatile @Nullable Flux<DataBuffer> body;

	private volatile @Nullable Throwable requestFailure;

	ResponseBodyOwnership(Call call, WebClientFailures failures) {
		this.call = call;
		this.failures = failures;
	}

	/**
	 * The response has arrived.
	 * @param arrived its body
	 * @return the body to be handed to the application
	 */
	Flux<DataBuffer> arrived(Flux<DataBuffer> arrived) {
		LeakTrackingBody held = new LeakTrackingBody(arrived, this);
		this.body = arrived;
		this.call.pausesReading(System.nanoTime());
		this.call.responseTaken();
		this.call.responseHeldBy(held, this::endForgotten);
		if (this.taker instanceof BufferedBody kept) {
			take(kept);
		}
		return held;
	}

	/**
	 * The application subscribes. Only the first subscriber receives a body as it
	 * arrives.
	 * @param source the body
	 * @param subscriber receives the body
	 * @param held the body that the application holds, which stays reachable as long as
	 * the subscriber can request more
	 */
	void begin(Flux<DataBuffer> source, CoreSubscriber<? super DataBuffer> subscriber, LeakTrackingBody held) {
		LeakTrackingSubscriber relay = new LeakTrackingSubscriber(subscriber, held, this);
		if (TAKER.compareAndSet(this, null, relay)) {
			source.subscribe(relay);
		}
		else if (this.taker instanceof BufferedBody kept) {
			kept.subscribe(relay);
		}
		else {
			source.subscribe(subscriber);
		}
	}

	/**
	 * The application cancels the call. It may already have the response; if it has
	 * subscribed to the body, that subscription is cancelled separately.
	 */
	void cancel() {
		if (this.taker == null) {
			BufferedBody kept = new BufferedBody();
			if (TAKER.compareAndSet(this, null, kept)) {
				take(kept);
			}
		}
	}

	/**
	 * The application threw while it took the response: closes the connection.
	 * @param failure what it threw
	 */
	void fail(Throwable failure) {
		BufferedBody refused = new BufferedBody();
		refused.fail(failure);
		if (TAKER.compareAndSet(this, null, refused)) {
			take(refused);
		}
		else if (this.taker instanceof LeakTrackingSubscriber relay) {
			relay.fail(failure);
		}
	}

	/**
	 * Ends a body that the application has dropped. Called on the event loop, where
	 * everything that has arrived is taken before this returns.
	 * @return whether anything was left
	 */
	private boolean endForgotten() {
		BufferedBody kept = new BufferedBody();
		if (TAKER.compareAndSet(this, null, kept)) {
			take(kept);
			return kept.length() > 0;
		}
		if (this.taker instanceof LeakTrackingSubscriber relay) {
			relay.cancel();
			return true;
		}
		return false;
	}

	/**
	 * Takes the body as soon as it has arrived. May be called twice, if the body arrives
	 * at the same moment.
	 */
	@SuppressWarnings("unchecked")
	private void take(BufferedBody kept) {
		this.call.responseReleased();
		Flux<DataBuffer> arrived = BODY.getAndSet(this, null);
		if (arrived != null) {
			arrived.subscribe(kept);
		}
	}

	/**
	 * The request is about to be written, possibly again after a redirect.
	 */
	void requestBegins() {
		this.requestFailure = null;
	}

	/**
	 * The request has failed. If the response has already begun, Reactor Netty does not
	 * signal this; it only ends the response, unless that has been received whole.
	 * @param failure the failure
	 */
	void requestFailed(Throwable failure) {
		this.requestFailure = failure;
	}

	/**
	 * Returns why a body that completes is incomplete. Reactor Netty also completes a
	 * body when its request has failed or its connection is disposed of. A response that
	 * has arrived whole is what the server answers, whatever has become of the request.
	 * @param received how many bytes of the body have arrived
	 * @return the failure, or {@code null} if the body is complete
	 */
	@Nullable Throwable failure(long received) {
		if (!this.call.isResponseIncomplete()) {
			return null;
		}
		Throwable failed = this.requestFailure;
		return (failed != null) ? failed : this.failures.cutShort(received);
	}

	WebClientFailures failures() {
		return this.failures;
	}

	/**
	 * The application asks for nothing at present.
	 */
	void pausesReading() {
		this.call.pausesReading(System.nanoTime());
	}

	/**
	 * The application asks for more.
	 */
	void resumesReading() {
		this.call.resumesReading(System.nanoTime());
	}

	/**
	 * The application has read the body to its end, or cancelled it.
	 */
	void ended() {
		this.call.responseReleased();
	}

}
