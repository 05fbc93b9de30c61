package io.github.httppool.webclient;

import io.github.httppool.client.ObservedCalls;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * Delivers the response of a call to the application. A connection strongly references
 * the receiver of its response until the response has ended. So this drops its reference
 * to the application as soon as the response has been delivered, or there will be none.
 * <p>
 * Once the response has arrived, it is up to {@link ResponseBodyOwnership} to end it if
 * the application cancels the call or fails to take it: Reactor Netty is no longer
 * notified of either.
 * <p>
 * One operator instead of Reactor's four, because every call passes through it.
 */
final class ResponseDelivery implements CoreSubscriber<ClientHttpResponse>, Subscription {

	private final CallContext context;

	private final ResponseBodyOwnership handover;

	private final WebClientFailures failures;

	private volatile @Nullable CoreSubscriber<? super ClientHttpResponse> application;

	// until the response has arrived
	private volatile @Nullable Subscription call;

	// set during the delivery
	private volatile @Nullable Thread deliverer;

	// only accessed by the delivering thread
	private boolean cancelledByDelivery;

	/**
	 * Creates the delivery of one call.
	 * @param application receives the response
	 * @param context the application's context with the call's additions
	 * @param handover hands over the body
	 * @param failures signals failures
	 */
	ResponseDelivery(CoreSubscriber<? super ClientHttpResponse> application, CallContext context,
			ResponseBodyOwnership handover, WebClientFailures failures) {
		this.application = application;
		this.context = context;
		this.handover = handover;
		this.failures = failures;
	}

	@Override
	public CallContext currentContext() {
		return this.context;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.call = subscription;
		CoreSubscriber<? super ClientHttpResponse> receiver = this.application;
		if (receiver == null) {
			return;
		}
		try {
			receiver.onSubscribe(this);
		}
		catch (Throwable ex) {
			cancel();
			this.failures.thrown(receiver, ex);
			return;
		}
		if (this.call != null && LostCancel.isBehind(receiver)) {
			cancel();
		}
	}

	@Override
	public void request(long n) {
		Subscription present = this.call;
		if (present != null) {
			present.request(n);
		}
	}

	/**
	 * If the response comes too late, the handover ends its body.
	 */
	@Override
	public void onNext(ClientHttpResponse response) {
		this.call = null;
		ObservedCalls.tell(this.context);
		this.context.letGo();
		ClientHttpResponse held = new LeakTrackingResponse(response, this.handover.arrived(response.getBody()));
		CoreSubscriber<? super ClientHttpResponse> receiver = this.application;
		if (receiver != null) {
			deliver(held, receiver);
		}
	}

	private void deliver(ClientHttpResponse response, CoreSubscriber<? super ClientHttpResponse> receiver) {
		this.deliverer = Thread.currentThread();
		try {
			receiver.onNext(response);
		}
		catch (Throwable ex) {
			letGo();
			this.handover.fail(ex);
			this.failures.thrown(receiver, ex);
		}
		finally {
			this.deliverer = null;
			if (this.cancelledByDelivery) {
				this.handover.cancel();
			}
		}
	}

	@Override
	public void onError(Throwable failure) {
		CoreSubscriber<? super ClientHttpResponse> receiver = this.application;
		letGo();
		ObservedCalls.tell(this.context);
		if (receiver != null) {
			this.failures.signal(receiver, failure);
		}
	}

	@Override
	public void onComplete() {
		CoreSubscriber<? super ClientHttpResponse> receiver = this.application;
		letGo();
		if (receiver != null) {
			complete(receiver);
		}
	}

	private void complete(CoreSubscriber<? super ClientHttpResponse> receiver) {
		try {
			receiver.onComplete();
		}
		catch (Throwable ex) {
			this.handover.fail(ex);
			this.failures.thrown(receiver, ex);
		}
	}

	/**
	 * What a cancel during the delivery means is not known until the delivery is over:
	 * operators that take a single response cancel as they pass it on, and so do
	 * operators that fail. After the delivery the application has either subscribed to
	 * the body or does not want it.
	 */
	@Override
	public void cancel() {
		Subscription present = this.call;
		letGo();
		if (this.deliverer == Thread.currentThread()) {
			this.cancelledByDelivery = true;
			return;
		}
		this.handover.cancel();
		if (present != null) {
			present.cancel();
		}
	}

	private void letGo() {
		this.application = null;
		this.call = null;
	}

}
