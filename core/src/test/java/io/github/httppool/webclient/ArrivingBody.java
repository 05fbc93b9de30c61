package io.github.httppool.webclient;

import java.nio.charset.StandardCharsets;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

/**
 * A body as a connection delivers it: to the first subscriber only, and not before its
 * event loop comes to that.
 */
final class ArrivingBody extends Flux<DataBuffer> implements Subscription {

	private volatile CoreSubscriber<? super DataBuffer> first;

	private volatile boolean subscribed;

	private volatile boolean over;

	private volatile boolean cancelled;

	private volatile long requested;

	@Override
	public synchronized void subscribe(CoreSubscriber<? super DataBuffer> subscriber) {
		if (this.first == null) {
			this.first = subscriber;
		}
		else {
			Operators.error(subscriber, new IllegalStateException("Rejected"));
		}
	}

	/** The event loop comes to the subscriber, if there is one. */
	void subscribed() {
		CoreSubscriber<? super DataBuffer> subscriber = unsubscribed();
		if (subscriber != null) {
			subscriber.onSubscribe(this);
		}
	}

	private synchronized CoreSubscriber<? super DataBuffer> unsubscribed() {
		if (this.subscribed || this.first == null) {
			return null;
		}
		this.subscribed = true;
		return this.first;
	}

	/** A piece of the body comes, if it was asked for. */
	void next(String content) {
		if (this.requested > 0 && !isOver()) {
			this.first.onNext(piece(content));
		}
	}

	static DataBuffer piece(String content) {
		return DefaultDataBufferFactory.sharedInstance.wrap(content.getBytes(StandardCharsets.US_ASCII));
	}

	/** The end of the body comes. */
	void complete() {
		if (this.subscribed && !isOver()) {
			this.over = true;
			this.first.onComplete();
		}
	}

	private boolean isOver() {
		return this.over || this.cancelled;
	}

	@Override
	public void request(long n) {
		this.requested = Operators.addCap(this.requested, n);
	}

	@Override
	public void cancel() {
		this.cancelled = true;
	}

	boolean isCancelled() {
		return this.cancelled;
	}

	/** Whether all of it is wanted, however much that is. */
	boolean isWhollyRequested() {
		return this.requested == Long.MAX_VALUE;
	}

	/** Whether its connection is free, or will be when it has come. */
	boolean isEnded() {
		return isOver() || isWhollyRequested();
	}

}
