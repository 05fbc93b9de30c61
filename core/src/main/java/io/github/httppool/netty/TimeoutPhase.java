package io.github.httppool.netty;

import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CallPhase;
import io.github.httppool.CallTimeoutException;
import io.github.httppool.call.Call;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a call was waiting for when a limit ended it before it had a connection.
 */
final class TimeoutPhase {

	private TimeoutPhase() {
	}

	/**
	 * Returns the phase that took too long.
	 * @param error what the call fails with, or the dial that it waited for
	 * @param call the call, which waits still
	 * @return the phase, or {@code null} if the error is no time-out
	 */
	static @Nullable CallPhase of(Throwable error, Call call) {
		if (error instanceof CallTimeoutException timeout) {
			return timeout.phase();
		}
		if (error instanceof AcquireTimeoutException) {
			return call.phase();
		}
		if (error instanceof NameTimeoutException) {
			return CallPhase.DNS;
		}
		if (error instanceof ConnectTimeoutException) {
			return CallPhase.TCP;
		}
		return (error instanceof SslHandshakeTimeoutException) ? CallPhase.TLS : null;
	}

}
