package io.github.httppool.webclient;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;

import io.github.httppool.client.CarriedError;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Stands between a publisher of the application, which writes a request, and Reactor
 * Netty, which sends it. What the publisher throws on subscription or on request is
 * signalled as its failure; otherwise Reactor Netty would not notice, and would wait.
 *
 * @param <T> what is published
 */
final class GuardedSubscriber<T> implements CoreSubscriber<T>, Subscription {

	@SuppressWarnings("rawtypes")
	private static final AtomicIntegerFieldUpdater<GuardedSubscriber> ENDED = AtomicIntegerFieldUpdater
		.newUpdater(GuardedSubscriber.class, "ended");

	private final CoreSubscriber<? super T> actual;

	private final Consumer<? super T> onItem;

	private final Consumer<? super Throwable> onFailure;

	private @Nullable Subscription subscription;

	// 1 as soon as the end has been signalled or the subscription cancelled
	private volatile int ended;

	private GuardedSubscriber(CoreSubscriber<? super T> actual, Consumer<? super T> onItem,
			Consumer<? super Throwable> onFailure) {
		this.actual = actual;
		this.onItem = onItem;
		this.onFailure = onFailure;
	}

	/**
	 * Guards a publisher.
	 * @param source the publisher
	 * @return a {@link Mono} if it is one, which Reactor Netty sends in one write
	 */
	static <T> Publisher<T> guard(Publisher<T> source) {
		return (source instanceof Mono<T> mono) ? guardValue(mono, GuardedSubscriber::tellNobody)
				: new GuardedFlux<>(source);
	}

	/**
	 * Guards the one value of a body.
	 * @param source the publisher
	 * @param onItem takes the value before it is signalled, and may refuse it
	 * @return the guarded publisher
	 */
	static <T> Mono<T> guardValue(Mono<T> source, Consumer<? super T> onItem) {
		return new GuardedMono<>(source, onItem, GuardedSubscriber::tellNobody);
	}

	/**
	 * Guards a {@code Mono}.
	 * @param source the publisher
	 * @param onFailure takes its failure before it is signalled
	 * @return the guarded publisher
	 */
	static <T> Mono<T> guard(Mono<T> source, Consumer<? super Throwable> onFailure) {
		return new GuardedMono<>(source, GuardedSubscriber::tellNobody, onFailure);
	}

	private static void tellNobody(@SuppressWarnings("unused") Object told) {
	}

	private static <T> void subscribe(Publisher<T> source, CoreSubscriber<? super T> actual, Consumer<? super T> onItem,
			Consumer<? super Throwable> onFailure) {
		GuardedSubscriber<T> guard = new GuardedSubscriber<>(actual, onItem, onFailure);
		try {
			source.subscribe(guard);
		}
		catch (Throwable ex) {
			guard.thrown(ex);
		}
	}

	@Override
	public Context currentContext() {
		return this.actual.currentContext();
	}

	@Override
	public void onSubscribe(Subscription subscribed) {
		if (Operators.validate(this.subscription, subscribed)) {
			this.subscription = subscribed;
			this.actual.onSubscribe(this);
		}
	}

	@Override
	public void request(long n) {
		Subscription present = this.subscription;
		try {
			if (present != null) {
				present.request(n);
			}
		}
		catch (Throwable ex) {
			thrown(ex);
		}
	}

	@Override
	public void cancel() {
		this.ended = 1;
		Subscription present = this.subscription;
		if (present != null) {
			present.cancel();
		}
	}

	@Override
	public void onNext(T item) {
		if (this.ended == 0) {
			pass(item);
		}
		else if (item instanceof DataBuffer buffer) {
			DataBufferUtils.release(buffer);
		}
	}

	private void pass(T item) {
		try {
			this.onItem.accept(item);
		}
		catch (Throwable ex) {
			thrown(ex);
			return;
		}
		this.actual.onNext(item);
	}

	@Override
	public void onError(Throwable failure) {
		if (ENDED.compareAndSet(this, 0, 1)) {
			Throwable carried = CarriedError.carry(failure);
			this.onFailure.accept(carried);
			this.actual.onError(carried);
		}
		else {
			Operators.onErrorDropped(failure, currentContext());
		}
	}

	@Override
	public void onComplete() {
		if (ENDED.compareAndSet(this, 0, 1)) {
			this.actual.onComplete();
		}
	}

	private void thrown(Throwable thrown) {
		if (this.subscription == null) {
			onSubscribe(Operators.emptySubscription());
		}
		onError(thrown);
		cancel();
	}

	private static final class GuardedMono<T> extends Mono<T> {

		private final Mono<T> source;

		private final Consumer<? super T> onItem;

		private final Consumer<? super Throwable> onFailure;

		GuardedMono(Mono<T> source, Consumer<? super T> onItem, Consumer<? super Throwable> onFailure) {
			this.source = source;
			this.onItem = onItem;
			this.onFailure = onFailure;
		}

		@Override
		public void subscribe(CoreSubscriber<? super T> actual) {
			GuardedSubscriber.subscribe(this.source, actual, this.onItem, this.onFailure);
		}

	}

	private static final class GuardedFlux<T> extends Flux<T> {

		private final Publisher<T> source;

		GuardedFlux(Publisher<T> source) {
			this.source = source;
		}

		@Override
		public void subscribe(CoreSubscriber<? super T> actual) {
			GuardedSubscriber.subscribe(this.source, actual, GuardedSubscriber::tellNobody,
					GuardedSubscriber::tellNobody);
		}

	}

}
