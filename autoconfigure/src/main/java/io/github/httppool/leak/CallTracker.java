package io.github.httppool.leak;

import org.jspecify.annotations.Nullable;

/**
 * Starts to follow calls.
 */
@FunctionalInterface
public interface CallTracker {

	/** Follows none. */
	CallTracker NONE = (method, target) -> null;

	/**
	 * Starts to follow a call that this thread makes.
	 * @param method HTTP method
	 * @param target URI template, or URI if there is none or it is not known yet
	 * @return the track, to be put into the call's Reactor context by its class, or
	 * {@code null} if calls are not followed
	 */
	@Nullable CallTrack track(String method, String target);

}
