package io.github.httppool.benchmarks.misbehave;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes calls through a client.
 */
public interface Calls {

	/** How long a call may take at most before it counts as hung. */
	Duration LIMIT = Duration.ofSeconds(45);

	/**
	 * Makes calls until there are no more, several at once.
	 * @param stories the calls
	 * @param callers how many to make at once
	 * @param outcomes is told how each ended
	 * @return completed when all have ended
	 */
	CompletableFuture<Void> make(Supplier<Optional<Story>> stories, int callers, Consumer<Outcome> outcomes);

	/**
	 * Makes a call that has nothing special about it.
	 * @param path what to get
	 * @return the body of the answer
	 */
	String get(String path);

}
