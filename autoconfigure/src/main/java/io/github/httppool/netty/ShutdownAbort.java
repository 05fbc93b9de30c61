package io.github.httppool.netty;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.httppool.PoolClosedException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Aborts a call that is under way when its pool is closed: it is told so before its
 * channel is closed, or it would blame the server.
 */
final class ShutdownAbort {

	private ShutdownAbort() {
	}

	/**
	 * Aborts the call. From any thread.
	 * @param connection the connection that it has
	 * @param error what it is told
	 */
	static void abort(PooledConnection connection, PoolClosedException error) {
		Channel channel = connection.channel();
		if (channel.eventLoop().inEventLoop()) {
			abort(channel, error);
			return;
		}
		try {
			channel.eventLoop().execute(() -> abort(channel, error));
		}
		catch (RejectedExecutionException ex) {
			// The event loops are shut down, and the channel with them.
			channel.close();
		}
	}

	private static void abort(Channel channel, PoolClosedException error) {
		ChannelHandlerContext witness = channel.pipeline().context(CloseWitness.NAME);
		if (witness != null) {
			witness.fireExceptionCaught(error);
		}
		channel.close();
	}

	/**
	 * Returns what an aborted call is told.
	 * @param pool its pool
	 * @param connection the connection that it has
	 * @return the error
	 */
	static PoolClosedException error(ReactorHttpPool pool, PooledConnection connection) {
		long underWay = pool.now() - pool.engine().leasedAt(connection.slot());
		return new PoolClosedException(
				"the call was aborted: pool '%s' closed at shutdown, %s to %s was under way for %d ms".formatted(
						pool.name(), request(connection.request()), connection.slot().host(),
						TimeUnit.NANOSECONDS.toMillis(underWay)),
				pool.engine().snapshot(connection.slot()));
	}

	private static String request(@Nullable String request) {
		return (request != null) ? request : "a request";
	}

}
