package io.github.httppool.pool;

/**
 * A dial under way. All methods may be called from any thread and do not block; none is
 * called under the pool's lock.
 */
public interface PendingDial {

	/**
	 * Returns how far the dial has come.
	 * @return what it is waiting for now
	 */
	DialProgress progress();

	/**
	 * Gives the dial up, as nobody needs its connection any more. It ends all the same:
	 * {@link ConnectionPool#dialFailed} follows once its socket is closed, or
	 * {@link ConnectionPool#connected} if it has just succeeded.
	 */
	void cancel();

}
