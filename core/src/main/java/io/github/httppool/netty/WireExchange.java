package io.github.httppool.netty;

import io.github.httppool.CloseReason;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response as they pass over the wire, and the rule when their
 * connection may serve again. A connection serves again only when its exchange is proven
 * clean, so that no caller ever reads what was meant for another (RFC 9112, 6.3 and 9.3):
 * <table>
 * <caption>What becomes of a connection</caption>
 * <tr>
 * <th>exchange</th>
 * <th>connection</th>
 * </tr>
 * <tr>
 * <td>the request was sent whole, the final response ended by its own framing, and
 * nothing was read beyond its end</td>
 * <td>serves again</td>
 * </tr>
 * <tr>
 * <td>either side said {@code close}, or the protocol was switched</td>
 * <td>{@link CloseReason#NOT_PERSISTENT}</td>
 * </tr>
 * <tr>
 * <td>the response has no length, and ends when the server closes</td>
 * <td>{@link CloseReason#NOT_PERSISTENT}</td>
 * </tr>
 * <tr>
 * <td>the response ended before the request was sent whole</td>
 * <td>{@link CloseReason#NOT_PERSISTENT}</td>
 * </tr>
 * <tr>
 * <td>a 204, which ends with its head, announced a body, which may follow late</td>
 * <td>{@link CloseReason#NOT_PERSISTENT}</td>
 * </tr>
 * <tr>
 * <td>a 304, which ends with its head, announced a body, as it may (RFC 9110,
 * 15.4.5)</td>
 * <td>serves again if none has followed after a moment</td>
 * </tr>
 * <tr>
 * <td>the request had another length than announced</td>
 * <td>{@link CloseReason#ERROR}</td>
 * </tr>
 * <tr>
 * <td>anything was read beyond the end of the response, or before a request</td>
 * <td>{@link CloseReason#ERROR}</td>
 * </tr>
 * <tr>
 * <td>the response was not HTTP, or its framing was not plain: a transfer encoding that
 * does not end with {@code chunked}, too many interim responses, a switch of protocols
 * that was not asked for</td>
 * <td>{@link CloseReason#ERROR}</td>
 * </tr>
 * </table>
 * Accessed on the connection's event loop only.
 */
final class WireExchange {

	private @Nullable HttpMethod method;

	private boolean requestSent;

	private boolean responseEnded;

	private boolean closing;

	private boolean untilClose;

	private boolean doubtful;

	private boolean upgradeRequested;

	private boolean upgraded;

	private boolean broken;

	private int interimResponses;

	private long received;

	private long written;

	/**
	 * The exchange is over, and the next has not begun.
	 */
	void clear() {
		this.method = null;
		this.responseEnded = false;
		this.received = 0;
		this.written = 0;
	}

	/**
	 * The head of a request is about to be sent.
	 */
	void requestBegins(HttpRequest request) {
		this.method = request.method();
		this.requestSent = false;
		this.responseEnded = false;
		this.doubtful = false;
		this.untilClose = false;
		this.upgraded = false;
		this.interimResponses = 0;
		this.received = 0;
		this.written = 0;
		this.closing = !HttpUtil.isKeepAlive(request);
		this.upgradeRequested = request.headers().contains(HttpHeaderNames.UPGRADE);
	}

	/**
	 * Bytes have arrived for this request.
	 */
	void received(int bytes) {
		this.received += bytes;
	}

	/**
	 * Returns how many bytes have arrived since the request began.
	 */
	long received() {
		return this.received;
	}

	/**
	 * Bytes of the request's body have been put into the channel's buffer.
	 */
	void written(long bytes) {
		this.written += bytes;
	}

	/**
	 * Returns how many bytes of the body have been put into the channel's buffer.
	 */
	long written() {
		return this.written;
	}

	/**
	 * All bytes of the request have been handed to the operating system.
	 */
	void requestSent() {
		this.requestSent = true;
	}

	/**
	 * Returns whether a request has begun of which not all has been sent.
	 */
	boolean isSending() {
		return this.method != null && !this.requestSent;
	}

	/**
	 * An interim response has arrived, which is not for the caller.
	 * @return how many there have been
	 */
	int interimResponse() {
		return ++this.interimResponses;
	}

	/**
	 * The head of the final response has arrived.
	 */
	void responseBegins(HttpResponse response) {
		this.closing |= !HttpUtil.isKeepAlive(response);
		if (HttpResponseStatus.SWITCHING_PROTOCOLS.equals(response.status()) || isTunnel(response)) {
			this.upgraded = true;
		}
		boolean chunked = HttpUtil.isTransferEncodingChunked(response);
		this.broken |= !chunked && response.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
		this.untilClose = !chunked && HttpUtil.getContentLength(response, -1L) < 0;
	}

	/**
	 * A 204 or 304 announces a body, which it cannot have.
	 */
	void announcesImpossibleBody(HttpResponseStatus status) {
		if (HttpResponseStatus.NOT_MODIFIED.equals(status)) {
			this.doubtful = true;
		}
		else {
			this.closing = true;
		}
	}

	/**
	 * Returns whether a body may still follow that belongs to no response.
	 */
	boolean isDoubtful() {
		return this.doubtful && !this.broken;
	}

	/**
	 * No body has followed in time.
	 */
	void doubtPasses() {
		this.doubtful = false;
	}

	/**
	 * Returns whether a successful CONNECT turns the connection into a tunnel.
	 */
	boolean isTunnel(HttpResponse response) {
		return HttpMethod.CONNECT.equals(this.method) && response.status().code() / 100 == 2;
	}

	/**
	 * The final response has ended by its own framing.
	 */
	void responseEnds() {
		this.responseEnded = true;
	}

	/**
	 * What was sent or read breaks the rules of HTTP.
	 */
	void breaks() {
		this.broken = true;
	}

	/**
	 * Returns the method of the request.
	 * @return the method, or {@code null} before the first request
	 */
	@Nullable HttpMethod method() {
		return this.method;
	}

	/**
	 * Returns whether a response, or more of it, is due.
	 * @return {@code false} before a request and after the end of its response
	 */
	boolean expectsResponse() {
		return this.method != null && !this.responseEnded;
	}

	boolean isResponseEnded() {
		return this.responseEnded;
	}

	boolean isUpgradeRequested() {
		return this.upgradeRequested;
	}

	/**
	 * Returns whether the server ends the response by closing (RFC 9112, 6.3).
	 */
	boolean endsWithClose() {
		return expectsResponse() && this.untilClose;
	}

	/**
	 * Returns whether another protocol is spoken from here on, or none that is known.
	 * @return whether the response switched protocols
	 */
	boolean isUpgraded() {
		return this.upgraded;
	}

	/**
	 * Decides whether the connection may serve again.
	 * @return why it must be closed, or {@code null} if it may serve again
	 */
	@Nullable CloseReason closeReason() {
		if (this.broken) {
			return CloseReason.ERROR;
		}
		boolean whole = this.requestSent && this.responseEnded;
		return (!whole || this.closing || this.upgraded) ? CloseReason.NOT_PERSISTENT : null;
	}

}
