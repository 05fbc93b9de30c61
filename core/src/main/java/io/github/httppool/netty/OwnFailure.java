package io.github.httppool.netty;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;

/**
 * Gives a caller an exception of its own for a dial that has failed all who waited for
 * it: what one of them adds to it concerns no other.
 */
final class OwnFailure {

	private OwnFailure() {
	}

	/**
	 * Returns an exception of the same kind.
	 * @param shared what went wrong
	 * @return an exception whose cause is the shared one
	 */
	static IOException of(IOException shared) {
		String message = shared.getMessage();
		return of(shared, (message != null) ? message : shared.getClass().getSimpleName());
	}

	/**
	 * Returns an exception of the same kind, in other words.
	 * @param shared what went wrong
	 * @param message what it means for the caller
	 * @return an exception whose cause is the shared one
	 */
	static IOException of(IOException shared, String message) {
		IOException own = alike(shared, message);
		own.initCause(shared);
		return Frameless.of(own);
	}

	private static IOException alike(IOException failure, String message) {
		if (failure instanceof ConnectTimeoutException) {
			return new ConnectTimeoutException(message);
		}
		if (failure instanceof ProxyConnectException) {
			return new ProxyConnectException(message);
		}
		if (failure instanceof ConnectException) {
			return new ConnectException(message);
		}
		if (failure instanceof NoRouteToHostException) {
			return new NoRouteToHostException(message);
		}
		if (failure instanceof BindException) {
			return new BindException(message);
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
		if (failure instanceof SslHandshakeTimeoutException) {
			return new SslHandshakeTimeoutException(message);
		}
		if (failure instanceof SSLHandshakeException) {
			return new SSLHandshakeException(message);
		}
		return (failure instanceof SSLPeerUnverifiedException) ? new SSLPeerUnverifiedException(message)
				: new SSLException(message);
	}

}
