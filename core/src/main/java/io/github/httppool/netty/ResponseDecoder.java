package io.github.httppool.netty;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

import io.github.httppool.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import reactor.netty.http.HttpDecoderSpec;

/**
 * Decodes responses, each for the request that was sent before it. Stops at the end of
 * the final response: bytes beyond it are never decoded, so that they cannot become the
 * response of the next request, and give the connection away as unclean. Skips interim
 * responses (1xx) other than the switch of protocols that a request has asked for (RFC
 * 9110, 15.2).
 * <p>
 * Takes the place of the decoding half of Netty's {@code HttpClientCodec}, which decodes
 * as many responses as there are bytes and does not tell whether any are left.
 */
final class ResponseDecoder extends HttpResponseDecoder {

	/**
	 * More than any server has reason to send, few enough to end one that sends nothing
	 * else.
	 */
	static final int MAX_INTERIM_RESPONSES = 20;

	/**
	 * With this some servers and balancers announce that they close an idle connection
	 * (RFC 9110, 15.5.9).
	 */
	private static final Pattern IDLE_TIMEOUT = Pattern.compile(
			"HTTP/1\\.(0 408|1 408.*\r\n\\s*connection\\s*:\\s*close\\s*\r\n).*",
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	private static final int LOOKED_AT = 1024;

	private final PooledConnection connection;

	private final WireExchange exchange;

	private final BodySize size;

	private final boolean honorsKeepAlive;

	// Interim responses have been skipped in this read.
	private boolean skipped;

	private boolean failed;

	ResponseDecoder(HttpDecoderSpec<?> spec, PooledConnection connection) {
		super(configuration(spec));
		this.connection = connection;
		this.exchange = connection.exchange();
		this.size = new BodySize(connection.settings().limits().maxResponseSize());
		this.honorsKeepAlive = connection.settings().pool().keepAlive().honorServerHint();
	}

	/**
	 * What Reactor Netty configures its own codec with.
	 */
	private static HttpDecoderConfig configuration(HttpDecoderSpec<?> spec) {
		return new HttpDecoderConfig().setMaxInitialLineLength(spec.maxInitialLineLength())
			.setMaxHeaderSize(spec.maxHeaderSize())
			.setMaxChunkSize(spec.maxChunkSize())
			.setValidateHeaders(spec.validateHeaders())
			.setInitialBufferSize(spec.initialBufferSize())
			.setAllowDuplicateContentLengths(spec.allowDuplicateContentLengths())
			.setAllowPartialChunks(spec.allowPartialChunks());
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object input) throws Exception {
		this.connection.leaseReturn().readBegins();
		if (input instanceof ByteBuf bytes) {
			this.exchange.received(bytes.readableBytes());
		}
		super.channelRead(context, input);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) throws Exception {
		super.channelReadComplete(context);
		if (this.skipped) {
			this.skipped = false;
			readMore(context);
		}
		if (!this.connection.leaseReturn().isReading()) {
			this.connection.staleWatch().readNothing();
		}
		this.connection.readEnds();
	}

	/**
	 * The call has asked for one read, which has brought nothing for it.
	 */
	private static void readMore(ChannelHandlerContext context) {
		if (!context.channel().config().isAutoRead()) {
			context.read();
		}
	}

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
		if (this.failed) {
			in.skipBytes(in.readableBytes());
			return;
		}
		if (!this.exchange.expectsResponse() && !this.exchange.isUpgraded()) {
			refuse(in);
			return;
		}
		int first = out.size();
		super.decode(context, in, out);
		for (int i = first; i < out.size(); i++) {
			this.connection.responsePasses(out.get(i));
		}
		if (out.size() > first && !this.exchange.isResponseEnded()) {
			inspect(out, first);
		}
	}

	/**
	 * The server's close ends a response without a length. The close of this side does
	 * not: the response is cut short.
	 */
	@Override
	protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
		super.decodeLast(context, in, out);
		if (this.exchange.endsWithClose() && !this.connection.isEndedByServer()) {
			out.removeIf(LastHttpContent.EMPTY_LAST_CONTENT::equals);
		}
	}

	private void refuse(ByteBuf in) {
		int count = in.readableBytes();
		String start = in.readCharSequence(Math.min(count, LOOKED_AT), StandardCharsets.US_ASCII).toString();
		in.skipBytes(in.readableBytes());
		this.connection.readUnexpectedly(count, IDLE_TIMEOUT.matcher(start).matches());
	}

	/**
	 * Looks at what one step has decoded: the head of a response comes first, its end
	 * last.
	 */
	private void inspect(List<Object> decoded, int first) {
		HttpObject head = (HttpObject) decoded.get(first);
		if (head.decoderResult().isFailure()) {
			brokenBy(head);
			return;
		}
		if (head instanceof HttpResponse response && isOfIdleConnection(response)) {
			this.failed = true;
			decoded.subList(first, decoded.size()).clear();
			return;
		}
		if (head instanceof HttpResponse response && !begins(response)) {
			decoded.subList(first, decoded.size()).clear();
			this.skipped = true;
			return;
		}
		if (addToSize(decoded, first)) {
			drop(decoded, first);
			this.failed = true;
			this.exchange.breaks();
			this.connection.failures().responseTooLarge(this.size.max());
			return;
		}
		HttpObject last = (HttpObject) decoded.get(decoded.size() - 1);
		if (last.decoderResult().isFailure()) {
			brokenBy(last);
		}
		else if (last instanceof LastHttpContent) {
			this.exchange.responseEnds();
		}
	}

	/**
	 * Adds what one step has decoded to the size of the body.
	 * @return whether the body is too large
	 */
	private boolean addToSize(List<Object> decoded, int first) {
		boolean tooLarge = false;
		for (int i = first; i < decoded.size(); i++) {
			if (decoded.get(i) instanceof HttpContent piece) {
				tooLarge |= this.size.add(piece.content().readableBytes());
			}
		}
		return tooLarge;
	}

	private static void drop(List<Object> decoded, int first) {
		List<Object> dropped = decoded.subList(first, decoded.size());
		dropped.forEach(ReferenceCountUtil::release);
		dropped.clear();
	}

	/**
	 * Returns whether the server says that it has closed the connection, which was idle
	 * to it (RFC 9110, 15.5.9).
	 */
	private boolean isOfIdleConnection(HttpResponse response) {
		return HttpResponseStatus.REQUEST_TIMEOUT.equals(response.status()) && !HttpUtil.isKeepAlive(response)
				&& this.connection.staleWatch().failedAsTimedOutIdle();
	}

	/**
	 * Returns whether the final response begins, rather than an interim one.
	 */
	private boolean begins(HttpResponse response) {
		boolean interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
		if (!interim || isSwitch(response)) {
			this.exchange.responseBegins(response);
			this.size.begins(HttpUtil.getContentLength(response, -1L));
			this.connection.entry().answers().answered(response.status().code());
			this.connection.responseBegins(response.status().code(),
					response.headers().get(HttpHeaderNames.CONTENT_TYPE));
			if (this.honorsKeepAlive) {
				KeepAliveHeader.read(response.headers(), this.connection.leases(), this.connection.entry().keepAlive());
			}
			if (this.exchange.isUpgraded()) {
				this.connection.upgraded(response.headers().get(HttpHeaderNames.UPGRADE, "tunnel"));
			}
			return true;
		}
		if (HttpResponseStatus.SWITCHING_PROTOCOLS.equals(response.status())) {
			fail("%s switched protocols (101), which the request had not asked for");
		}
		else if (this.exchange.interimResponse() > MAX_INTERIM_RESPONSES) {
			fail("%s sent more than " + MAX_INTERIM_RESPONSES + " interim responses (1xx)");
		}
		return false;
	}

	private boolean isSwitch(HttpResponse response) {
		return HttpResponseStatus.SWITCHING_PROTOCOLS.equals(response.status()) && this.exchange.isUpgradeRequested();
	}

	private void fail(String message) {
		this.failed = true;
		this.exchange.breaks();
		this.connection.failures().protocolBroken(CloseReason.ERROR, message.formatted(this.connection.entry().host()));
	}

	/**
	 * A close in the middle of a head breaks no rule.
	 */
	private void brokenBy(HttpObject part) {
		Throwable cause = part.decoderResult().cause();
		if (!(cause instanceof PrematureChannelClosureException)) {
			this.exchange.breaks();
			this.connection.closing().note(CloseReason.ERROR);
			part.setDecoderResult(DecoderResult.failure(this.connection.failures().invalidResponse(cause)));
		}
	}

	@Override
	protected boolean isContentAlwaysEmpty(HttpMessage message) {
		HttpResponse response = (HttpResponse) message;
		if (super.isContentAlwaysEmpty(message)) {
			if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL && announcesBody(response)) {
				this.exchange.announcesImpossibleBody(response.status());
			}
			return true;
		}
		return HttpMethod.HEAD.equals(this.exchange.method()) || this.exchange.isTunnel(response);
	}

	private static boolean announcesBody(HttpResponse response) {
		return response.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
				|| HttpUtil.getContentLength(response, 0L) != 0;
	}

}
