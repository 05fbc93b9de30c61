package io.github.httppool.netty;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;

import io.netty.channel.unix.Errors;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.PrematureCloseException;

/**
 * Recognizes the exceptions with which the operating system, Netty and Reactor Netty tell
 * that an established connection is gone. Handlers and bodies of the application throw
 * other {@code IOException}s, which say nothing of the connection.
 */
final class ConnectionLoss {

	private ConnectionLoss() {
	}

	/**
	 * Tells whether an error means that the connection was closed or reset.
	 * @param error what went wrong
	 * @return whether it does
	 */
	static boolean is(Throwable error) {
		return error.getClass() == SocketException.class || error instanceof ClosedChannelException
				|| error instanceof Errors.NativeIoException || error instanceof PrematureChannelClosureException
				|| error instanceof PrematureCloseException || error instanceof AbortedException || isOfNio(error);
	}

	/**
	 * Tells whether an error means that no connection could be opened, and that the next
	 * attempt may succeed: a certificate that is refused will be refused again.
	 * @param error what went wrong
	 * @return whether it does
	 */
	static boolean isOfConnect(Throwable error) {
		return error instanceof ConnectException || error instanceof NoRouteToHostException
				|| error instanceof UnknownHostException || error instanceof SocketTimeoutException
				|| error instanceof SslHandshakeTimeoutException || is(error);
	}

	/**
	 * The JDK's channels tell it by nothing but the words of the operating system.
	 */
	private static boolean isOfNio(Throwable error) {
		String message = error.getMessage();
		return error.getClass() == IOException.class && message != null
				&& (message.contains("Broken pipe") || message.contains("Connection reset by peer"));
	}

}
