package io.github.httppool.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.github.httppool.HttpPoolException;
import io.netty.channel.ConnectTimeoutException;

/**
 * Gives a caller an exception of its own for what went wrong on the network. The original
 * was made on an event loop, shows nothing of the call, and may be shared: a failed dial
 * fails all who wait for it, and Netty has constants for some failures.
 */
final class OwnFailure {

	private OwnFailure() {
	}

	/**
	 * Returns an exception of the same kind, with the frames of this thread.
	 * @param failure what went wrong
	 * @return an exception whose cause is the failure; or the failure itself if that is
	 * the application's, or made by the pool for this caller
	 */
	static IOException of(IOException failure) {
		if (failure instanceof HttpPoolException || !isOfNetwork(failure)) {
			return failure;
		}
		String message = failure.getMessage();
		IOException own = alike(failure, (message != null) ? message : failure.getClass().getSimpleName());
		own.initCause(failure);
		return own;
	}

	private static boolean isOfNetwork(IOException failure) {
		String type = failure.getClass().getName();
		return failure.getStackTrace().length == 0 || type.startsWith("io.netty.") || type.startsWith("reactor.")
				|| failure instanceof SocketException || failure instanceof UnknownHostException
				|| failure instanceof SSLException;
	}

	private static IOException alike(IOException failure, String message) {
		if (failure instanceof ConnectTimeoutException) {
			return new ConnectTimeoutException(message);
		}
		if (failure instanceof ConnectException) {
			return new ConnectException(message);
		}
		if (failure instanceof NoRouteToHostException) {
			return new NoRouteToHostException(message);
		}
		if (failure instanceof SocketException) {
			return new SocketException(message);
		}
		if (failure instanceof UnknownHostException) {
			return new UnknownHostException(message);
		}
		if (failure instanceof SocketTimeoutException) {
			return new SocketTimeoutException(message);
		}
		return (failure instanceof SSLException tls) ? alike(tls, message) : new IOException(message);
	}

	private static SSLException alike(SSLException failure, String message) {
		if (failure instanceof SSLHandshakeException) {
			return new SSLHandshakeException(message);
		}
		return (failure instanceof SSLPeerUnverifiedException) ? new SSLPeerUnverifiedException(message)
				: new SSLException(message);
	}

}
