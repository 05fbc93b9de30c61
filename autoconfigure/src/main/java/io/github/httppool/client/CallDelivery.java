package io.github.httppool.client;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * Delivers the response of a call to the application. A connection holds on to those who
 * have received its response until that has ended: so this lets go of the application as
 * soon as the response is delivered, or there will be none. What Reactor Netty does not
 * hear any more then, that the application cancels, the handover of the body does.
 * <p>
 * One operator instead of the four that Reactor has for this, as it stands in the way of
 * every call.
 */
final class CallDelivery implements CoreSubscriber<ClientHttpResponse>, Subscription {

	private final CallContext context;

	private final BodyHandover handover;

	private volatile @Nullable CoreSubscriber<? super ClientHttpResponse> application;

	private volatile @Nullable Subscription call;

	/**
	 * Creates the delivery of one call.
	 * @param application receives the response
	 * @param context the application's context, and what the call has put over it
	 * @param handover hands over the body
	 */
	CallDelivery(CoreSubscriber<? super ClientHttpResponse> application, CallContext context, BodyHandover handover) {
		this.application = application;
		this.context = context;
		this.handover = handover;
	}

	@Override
	public CallContext currentContext() {
		return this.context;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.call = subscription;
		CoreSubscriber<? super ClientHttpResponse> receiver = this.application;
		if (receiver != null) {
			receiver.onSubscribe(this);
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
		this.context.letGo();
		ClientHttpResponse held = new HeldResponse(response, this.handover.arrived(response.getBody()));
		CoreSubscriber<? super ClientHttpResponse> receiver = this.application;
		if (receiver != null) {
			receiver.onNext(held);
		}
	}

	@Override
	public void onError(Throwable failure) {
		CoreSubscriber<? super ClientHttpResponse> receiver = this.application;
		letGo();
		if (receiver != null) {
			receiver.onError(failure);
		}
	}

	@Override
	public void onComplete() {
		CoreSubscriber<? super ClientHttpResponse> receiver = this.application;
		letGo();
		if (receiver != null) {
			receiver.onComplete();
		}
	}

	@Override
	public void cancel() {
		Subscription present = this.call;
		letGo();
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
