package io.github.httppool.boot;

import java.time.Duration;
import java.util.List;

import io.github.httppool.client.DeadlineScope;
import io.github.httppool.webclient.LostCancel;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * A call that asks the guards of its client each time it is subscribed to.
 * <p>
 * Not Resilience4j's operators: they count a refusal of the rate limiter, a predicate
 * that throws and an {@code Error} as failures of the server, begin a call that was
 * cancelled while it waited, and hide from {@link LostCancel} what is behind them.
 */
final class GuardedMono extends Mono<ClientHttpResponse> implements Scannable {

	private final Mono<ClientHttpResponse> source;

	private final List<CallGuard> guards;

	GuardedMono(Mono<ClientHttpResponse> source, List<CallGuard> guards) {
		this.source = source;
		this.guards = guards;
	}

	@Override
	public void subscribe(CoreSubscriber<? super ClientHttpResponse> actual) {
		GuardedCall call;
		try {
			call = GuardedCall.reserve(this.guards);
		}
		catch (Throwable ex) {
			Operators.error(actual, ex);
			return;
		}
		try {
			begin(call).subscribe(new GuardedSubscriber(actual, call));
		}
		catch (Throwable ex) {
			call.failed(ex);
			throw ex;
		}
	}

	private Mono<ClientHttpResponse> begin(GuardedCall call) {
		long waitNanos = call.waitNanos();
		if (waitNanos == 0) {
			call.begin();
			return this.source;
		}
		return Mono.delay(Duration.ofNanos(waitNanos)).flatMap((ignored) -> {
			call.begin();
			return this.source;
		}).contextWrite(DeadlineScope.carried());
	}

	@Override
	public @Nullable Object scanUnsafe(Attr key) {
		return (key == Attr.PARENT) ? this.source : null;
	}

	/**
	 * Between a call and the application. For the guards the call is over when the
	 * response is there.
	 */
	private static final class GuardedSubscriber
			implements CoreSubscriber<ClientHttpResponse>, Subscription, Scannable {

		private final CoreSubscriber<? super ClientHttpResponse> actual;

		private final GuardedCall call;

		private Subscription subscription = Operators.emptySubscription();

		private volatile boolean cancelled;

		private volatile boolean terminated;

		GuardedSubscriber(CoreSubscriber<? super ClientHttpResponse> actual, GuardedCall call) {
			this.actual = actual;
			this.call = call;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscribed) {
			this.subscription = subscribed;
			try {
				this.actual.onSubscribe(this);
			}
			catch (Throwable ex) {
				this.call.cancelled();
				throw ex;
			}
			if (!this.terminated && LostCancel.isBehind(this.actual)) {
				cancel();
			}
		}

		@Override
		public void request(long n) {
			this.subscription.request(n);
		}

		@Override
		public void cancel() {
			this.cancelled = true;
			this.call.cancelled();
			this.subscription.cancel();
		}

		@Override
		public void onNext(ClientHttpResponse response) {
			try {
				this.call.succeeded(response.getStatusCode());
			}
			catch (Throwable ex) {
				this.subscription.cancel();
				onError(ex);
				return;
			}
			this.actual.onNext(response);
		}

		@Override
		public void onError(Throwable failure) {
			if (this.terminated) {
				Operators.onErrorDropped(failure, currentContext());
				return;
			}
			this.terminated = true;
			this.call.failed(failure);
			this.actual.onError(failure);
		}

		@Override
		public void onComplete() {
			if (!this.terminated) {
				this.terminated = true;
				this.call.cancelled();
				this.actual.onComplete();
			}
		}

		@Override
		public @Nullable Object scanUnsafe(Attr key) {
			if (key == Attr.PARENT) {
				return this.subscription;
			}
			if (key == Attr.ACTUAL) {
				return this.actual;
			}
			if (key == Attr.TERMINATED) {
				return this.terminated;
			}
			return (key == Attr.CANCELLED) ? this.cancelled : null;
		}

	}

}
