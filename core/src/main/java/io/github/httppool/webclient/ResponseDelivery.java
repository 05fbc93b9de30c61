package io.github.httppool.webclient;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * Delivers the response of a call to the application. A connection holds on to the
 * receiver of its response until the response has ended: so this lets go of the
 * application as soon as the response is delivered, or there will be none.
 * <p>
 * With its arrival the response is the {@link ResponseBodyOwnership}'s to end if the
 * application cancels the call or fails to take it: Reactor Netty does not hear of either
 * any more.
 * <p>
 * One operator instead of the four that Reactor has for this, because every call goes
 * through it.
 */
final class ResponseDelivery implements CoreSubscriber<ClientHttpResponse>, Subscription {

	private final CallContext context;

	private final ResponseBodyOwnership handover;

	private final WebClientFailures failures;

	private volatile @Nullable CoreSubscriber<? super ClientHttpResponse> application;

	// until the response is there
	private volatile @Nullable Subscription call;

	// while it delivers
	private volatile @Nullable Thread deliverer;

	// only written and read by the deliverer
	private boolean cancelledByDelivery;

	/**
	 * Creates the delivery of one call.
	 * @param application receives the response
	 * @param context the application's context, and what the call has put over it
	 * @param handover hands over the body
	 * @param failures says what went wrong
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
	 * The body of a response that comes too late is ended by the handover.
	 */
	@Override
	public void onNext(ClientHttpResponse response) {
		this.call = null;
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
	 * In the middle of the delivery it is not known yet what it means: operators that
	 * want one response only cancel as they pass it on, those that fail do as well. When
	 * the delivery is over, the application has begun with the body or does not want it.
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
