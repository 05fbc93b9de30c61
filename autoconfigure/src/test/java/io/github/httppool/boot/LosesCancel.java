package io.github.httppool.boot;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * An operator that is cancelled by another thread while it subscribes, before it has
 * stored its subscription, as happens to those of Reactor's that switch between sources.
 */
final class LosesCancel<T> implements CoreSubscriber<T>, Subscription, Scannable {

	private final CoreSubscriber<? super T> actual;

	private final BaseSubscriber<?> caller;

	private volatile @Nullable Subscription subscription;

	private volatile boolean cancelled;

	private long requested;

	private LosesCancel(CoreSubscriber<? super T> actual, BaseSubscriber<?> caller) {
		this.actual = actual;
		this.caller = caller;
	}

	/**
	 * Returns the operator.
	 * @param caller what is cancelled
	 */
	static <T> Function<? super Publisher<T>, ? extends Publisher<T>> of(BaseSubscriber<?> caller) {
		return Operators.lift((source, actual) -> new LosesCancel<>(actual, caller));
	}

	@Override
	public Context currentContext() {
		return this.actual.currentContext();
	}

	@Override
	public void onSubscribe(Subscription source) {
		this.actual.onSubscribe(this);
		CompletableFuture.runAsync(this.caller::cancel).join();
		this.subscription = source;
		source.request(this.requested);
	}

	@Override
	public void onNext(T value) {
		this.actual.onNext(value);
	}

	@Override
	public void onError(Throwable failure) {
		this.actual.onError(failure);
	}

	@Override
	public void onComplete() {
		this.actual.onComplete();
	}

	@Override
	public void request(long n) {
		this.requested = Operators.addCap(this.requested, n);
	}

	@Override
	public void cancel() {
		this.cancelled = true;
		Subscription present = this.subscription;
		if (present != null) {
			present.cancel();
		}
	}

	@Override
	public @Nullable Object scanUnsafe(Attr key) {
		if (key == Attr.CANCELLED) {
			return this.cancelled;
		}
		return (key == Attr.ACTUAL) ? this.actual : null;
	}

}
