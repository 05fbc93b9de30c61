package io.github.httppool.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Between a body that arrives and the application that is to receive it. Ends the body in
 * place of an application that has forgotten it.
 */
final class BodyHandover {

	private static final Duration PATIENCE = Duration.ofMillis(IncomingBody.PATIENCE_MILLIS);

	private final Flux<DataBuffer> body;

	private volatile @Nullable BodyRelay relay;

	BodyHandover(Flux<DataBuffer> body) {
		this.body = body;
	}

	/**
	 * The application subscribes.
	 * @param subscriber receives the body
	 * @param hold stays reachable as long as the subscriber can ask for more
	 */
	void begin(CoreSubscriber<? super DataBuffer> subscriber, Object hold) {
		BodyRelay begun = new BodyRelay(subscriber, hold);
		this.relay = begun;
		this.body.subscribe(begun);
	}

	/**
	 * Throws away a body that nobody has subscribed to, if it is small and comes soon. A
	 * larger one, or one that was begun, is cancelled, which closes the connection.
	 */
	void end() {
		BodyRelay begun = this.relay;
		if (begun != null) {
			begun.cancel();
			return;
		}
		this.body.map(BodyHandover::throwAway)
			.scan(Integer::sum)
			.takeWhile((total) -> total <= IncomingBody.LIMIT)
			.takeUntilOther(Mono.delay(PATIENCE))
			.subscribe((total) -> {
			}, (failure) -> {
				// The connection is closed, and nobody waits for this.
			});
	}

	private static int throwAway(DataBuffer piece) {
		int length = piece.readableByteCount();
		DataBufferUtils.release(piece);
		return length;
	}

}
