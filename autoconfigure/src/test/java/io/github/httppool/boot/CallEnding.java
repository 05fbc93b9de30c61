package io.github.httppool.boot;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * How a call has ended.
 *
 * @param hindrance what kept it from ending
 * @param client whose call it was
 * @param failure what it has failed with, {@code null} if it was answered
 * @param elapsed how long it took
 */
record CallEnding(Hindrance hindrance, EveryClient client, @Nullable Throwable failure, Duration elapsed) {

	static CompletableFuture<CallEnding> of(Hindrance hindrance, EveryClient client,
			Supplier<CompletableFuture<?>> call) {
		long start = System.nanoTime();
		return call.get()
			.handle((answer, failure) -> new CallEnding(hindrance, client,
					(failure instanceof CompletionException) ? failure.getCause() : failure,
					Duration.ofNanos(System.nanoTime() - start)));
	}

	/**
	 * Returns the exception of this type among the causes of the failure, of which there
	 * is to be one.
	 */
	<T extends IOException> T failure(Class<T> type) {
		return causes().filter(type::isInstance)
			.map(type::cast)
			.findFirst()
			.orElseThrow(() -> new AssertionError("%s has not failed with %s".formatted(this, type), this.failure));
	}

	private Stream<Throwable> causes() {
		return Stream.iterate(this.failure, (each) -> each != null, Throwable::getCause);
	}

	/**
	 * Returns the type and message of what the call has failed with, and of its causes.
	 */
	String chain() {
		return String.join("\n", causes().map((each) -> "    " + each).toList());
	}

	@Override
	public String toString() {
		return "%s of %s after %d ms".formatted(this.hindrance, this.client, this.elapsed.toMillis());
	}

}
