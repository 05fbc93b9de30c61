package io.github.httppool.call;

import io.github.httppool.CallOutcome;

/**
 * Is told that a call has ended.
 */
@FunctionalInterface
public interface EndOfCall {

	/**
	 * A call has ended, with all its attempts. Must not block.
	 * @param call the call
	 * @param outcome how it has ended
	 * @param now the time, of {@link System#nanoTime()}
	 */
	void ended(Call call, CallOutcome outcome, long now);

}
