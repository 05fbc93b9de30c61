package io.github.httppool.netty;

import java.time.Duration;

import io.github.httppool.CloseReason;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.client.HttpClientConfig;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientState;
import reactor.netty.transport.TransportConfig;

/**
 * How far the current call of a connection has come. Changed on the connection's event
 * loop only.
 */
final class Exchange {

	// Read anywhere.
	private volatile @Nullable HttpClientRequest request;

	private boolean responding;

	void follow(Connection connection, ConnectionObserver.State state, Caller caller, ResponseTimer timer,
			ReactorHttpPool pool) {
		if (state == HttpClientState.REQUEST_PREPARED) {
			this.responding = false;
			this.request = (connection instanceof HttpClientRequest prepared) ? prepared : null;
		}
		else if (state == HttpClientState.REQUEST_SENT) {
			if (!this.responding && !hasOwnTimeout(caller.config())) {
				timer.start(pool.responseTimeoutNanos());
			}
		}
		else if (state == HttpClientState.RESPONSE_RECEIVED) {
			this.responding = true;
			timer.stop();
		}
	}

	/**
	 * A response timeout set on the client itself is Reactor Netty's to watch.
	 */
	private static boolean hasOwnTimeout(TransportConfig config) {
		Duration own = (config instanceof HttpClientConfig http) ? http.responseTimeout() : null;
		return own != null;
	}

	void end() {
		this.request = null;
		this.responding = false;
	}

	CloseReason closedByServer() {
		return this.responding ? CloseReason.SERVER_CLOSED_MID_RESPONSE : CloseReason.SERVER_CLOSED_BEFORE_RESPONSE;
	}

	/**
	 * Returns method and path; the query may hold secrets.
	 */
	@Nullable String request() {
		HttpClientRequest current = this.request;
		return (current != null) ? current.method() + " " + withoutQuery(current.uri()) : null;
	}

	private static String withoutQuery(String uri) {
		int query = uri.indexOf('?');
		return (query >= 0) ? uri.substring(0, query) : uri;
	}

}
