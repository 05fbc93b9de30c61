package io.github.httppool.call;

/**
 * What a client sends for a call, which may have to be sent again.
 */
public interface Resendable {

	/**
	 * Returns whether it can be sent now as it would have been at first. Called when an
	 * attempt has failed.
	 * @return whether it can
	 */
	boolean isRepeatable();

}
