package io.github.httppool.client;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.httppool.leak.CallTrack;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Between a body that arrives and the application that is to receive it. Ends the body in
 * place of an application that has forgotten it, or that has cancelled the call without
 * having looked at it. Safe for use by several threads.
 */
final class BodyHandover {

	private static final Duration PATIENCE = Duration.ofMillis(IncomingBody.PATIENCE_MILLIS);

	private final CallTrack track;

	private final AtomicReference<@Nullable BodyRelay> relay = new AtomicReference<>();

	private volatile @Nullable Flux<DataBuffer> body;

	private volatile boolean cancelled;

	BodyHandover(CallTrack track) {
		this.track = track;
	}

	/**
	 * The response has arrived.
	 * @param arrived its body
	 * @return the body as the application is to see it
	 */
	Flux<DataBuffer> arrived(Flux<DataBuffer> arrived) {
		HeldBody held = new HeldBody(arrived, this);
		this.body = arrived;
		this.track.heldBy(held, this::endForgotten);
		if (this.cancelled) {
			end();
		}
		return held;
	}

	/**
	 * The application subscribes. Only the first subscriber will receive the body.
	 * @param source the body
	 * @param subscriber receives the body
	 * @param held the body as the application sees it, which stays reachable as long as
	 * the subscriber can ask for more
	 */
	void begin(Flux<DataBuffer> source, CoreSubscriber<? super DataBuffer> subscriber, HeldBody held) {
		BodyRelay begun = new BodyRelay(subscriber, held, this.track);
		boolean first = this.relay.compareAndSet(null, begun);
		source.subscribe(first ? begun : subscriber);
	}

	/**
	 * The application cancels the call. It may have the response already; if it has begun
	 * with the body, that is cancelled for itself.
	 */
	void cancel() {
		this.cancelled = true;
		if (this.relay.get() == null) {
			end();
		}
	}

	/**
	 * Ends a body that the application has forgotten. On the event loop, where all that
	 * has arrived is thrown away before this returns.
	 * @return whether anything was left
	 */
	private boolean endForgotten() {
		boolean begun = this.relay.get() != null;
		return end() > 0 || begun;
	}

	/**
	 * Throws away a body that nobody has subscribed to, if it is small and comes soon. A
	 * larger one, or one that was begun, is cancelled, which closes the connection.
	 * @return how many bytes have been thrown away so far
	 */
	private int end() {
		this.track.ended();
		BodyRelay begun = this.relay.get();
		Flux<DataBuffer> present = this.body;
		if (begun != null) {
			begun.cancel();
			return 0;
		}
		return (present != null) ? throwAway(present) : 0;
	}

	private static int throwAway(Flux<DataBuffer> body) {
		AtomicInteger thrownAway = new AtomicInteger();
		body.map(BodyHandover::release)
			.map(thrownAway::addAndGet)
			.takeWhile((total) -> total <= IncomingBody.LIMIT)
			.takeUntilOther(Mono.delay(PATIENCE))
			.subscribe((total) -> {
			}, (failure) -> {
				// The connection is closed, and nobody waits for this.
			});
		return thrownAway.get();
	}

	private static int release(DataBuffer piece) {
		int length = piece.readableByteCount();
		DataBufferUtils.release(piece);
		return length;
	}

}
