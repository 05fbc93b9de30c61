package io.github.httppool.netty;

import java.net.SocketAddress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.github.httppool.pool.DialPhase;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResultProvider;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The part of a dial in which a proxy, HTTP or SOCKS, connects it to its target. The
 * connect timeout covers the connection to the proxy and the proxy's answer together; a
 * TLS handshake begins, and its timeout with it, when the proxy has answered. What goes
 * wrong names the proxy. Stands between the proxy's codec and its handler. Used on the
 * event loop only.
 */
final class ProxyTunnel extends ChannelDuplexHandler {

	private static final String NAME = "httppool.proxyTunnel";

	/** Netty's and Reactor Netty's default: another one was set by the client. */
	private static final long DEFAULT_TIMEOUT_MILLIS = 10_000;

	private final Dial dial;

	private final Channel channel;

	private final ProxyHandler proxy;

	private final @Nullable SslHandler tls;

	// If the proxy is one of the pool's, not of the client's.
	private final ProxyHop.@Nullable Detour detour;

	private int connectTimeoutMillis;

	private long connectingSince;

	private long timeoutMillis;

	private boolean asked;

	private @Nullable Throwable notUnderstood;

	private @Nullable HttpResponseStatus refusal;

	private ProxyTunnel(Dial dial, Channel channel, ProxyHandler proxy, @Nullable SslHandler tls) {
		this.dial = dial;
		this.channel = channel;
		this.proxy = proxy;
		this.tls = tls;
		this.detour = ProxyHop.Detour.in(channel.pipeline());
	}

	static ProxyTunnel through(ProxyHandler proxy, @Nullable SslHandler tls, ChannelPipeline pipeline, Dial dial) {
		ProxyTunnel tunnel = new ProxyTunnel(dial, pipeline.channel(), proxy, tls);
		pipeline.addBefore(pipeline.context(proxy).name(), NAME, tunnel);
		proxy.connectFuture().addListener(tunnel::answered);
		return tunnel;
	}

	/**
	 * The TCP connection to the proxy is being opened.
	 * @param connectTimeoutMillis the limit, 0 if there is none
	 */
	void connecting(int connectTimeoutMillis) {
		this.connectTimeoutMillis = connectTimeoutMillis;
		this.connectingSince = this.dial.now();
	}

	/**
	 * Netty's handler connects to the proxy as it is configured; its name has been
	 * resolved by now.
	 */
	@Override
	public void connect(ChannelHandlerContext context, SocketAddress remote, SocketAddress local,
			ChannelPromise promise) {
		SocketAddress resolved = (this.detour != null) ? this.detour.resolved() : null;
		context.connect((resolved != null) ? resolved : remote, local, promise);
	}

	/**
	 * The TCP connection is there, and the proxy is about to be asked.
	 */
	void asking() {
		this.asked = true;
		this.dial.enters(DialPhase.PROXY, this.proxy.proxyAddress());
		this.timeoutMillis = this.proxy.connectTimeoutMillis();
		if (this.timeoutMillis == DEFAULT_TIMEOUT_MILLIS && this.connectTimeoutMillis > 0) {
			this.timeoutMillis = this.connectTimeoutMillis;
			long passed = TimeUnit.NANOSECONDS.toMillis(this.dial.now() - this.connectingSince);
			this.proxy.setConnectTimeoutMillis(Math.max(1, this.connectTimeoutMillis - passed));
		}
	}

	/**
	 * Netty tells neither an HTTP proxy's gibberish from its status nor a SOCKS proxy's
	 * from its refusal. It waits for the end of the page that explains a refusal, which
	 * may never come.
	 */
	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof DecoderResultProvider decoded && decoded.decoderResult().isFailure()) {
			this.notUnderstood = decoded.decoderResult().cause();
		}
		else if (message instanceof HttpResponse response && response.status().code() != HttpResponseStatus.OK.code()) {
			this.refusal = response.status();
			ReferenceCountUtil.release(message);
			this.dial.broke(this.channel, new ProxyConnectException(String.valueOf(this.refusal)));
			return;
		}
		context.fireChannelRead(message);
	}

	private void answered(Future<? super Channel> connect) {
		if (!connect.isSuccess()) {
			this.dial.broke(this.channel, connect.cause());
			return;
		}
		this.channel.pipeline().remove(this);
		if (this.tls != null) {
			this.dial.handshakes(this.tls, "%s through proxy %s".formatted(target(), proxyAddress()),
					this.proxy.destinationAddress());
		}
	}

	// In words

	/**
	 * Returns what the dial fails with.
	 * @param cause what went wrong
	 * @return an error that names the proxy, unless that had done its part
	 */
	Throwable failure(Throwable cause) {
		return this.proxy.isConnected() ? cause
				: new ProxyConnectException("proxy %s %s".formatted(proxyAddress(), whatItDid(cause)), cause);
	}

	private String whatItDid(Throwable cause) {
		if (!this.asked) {
			return "could not be reached: " + cause.getMessage();
		}
		if (this.notUnderstood != null) {
			return "answered CONNECT %s with something that is not %s: %s".formatted(target(),
					this.proxy.protocol().toUpperCase(Locale.ROOT), this.notUnderstood.getMessage());
		}
		String answer = (this.refusal != null) ? this.refusal.toString() : answer(cause);
		if (answer == null) {
			return "closed the connection and did not answer CONNECT " + target();
		}
		return answer.equals("timeout")
				? "did not answer CONNECT %s within %d ms".formatted(target(), this.timeoutMillis)
				: "answered CONNECT %s with %s%s".formatted(target(), answer, credentials(answer));
	}

	/**
	 * What to do about a proxy that wants to know who asks, if that is one of the pool's.
	 */
	private String credentials(String answer) {
		boolean wanted = HttpResponseStatus.PROXY_AUTHENTICATION_REQUIRED.equals(this.refusal)
				|| answer.contains("authMethod") || answer.contains("authStatus");
		if (!wanted || this.detour == null) {
			return "";
		}
		return this.detour.hop().hasCredentials() ? ": it does not accept the user name and password that it was told"
				: ": it wants a user name and password, and none is configured";
	}

	/**
	 * What Netty's message says besides protocol and addresses, if it tells of an answer.
	 * A TLS handshake that waits for the proxy fails with it, and first.
	 */
	private @Nullable String answer(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ProxyConnectException && cause.getCause() == null) {
				String message = String.valueOf(cause.getMessage());
				return message.endsWith("disconnected") ? null : message.replace(prefix(), "").replace("status: ", "");
			}
		}
		return null;
	}

	private String prefix() {
		return "%s, %s, %s => %s, ".formatted(this.proxy.protocol(), this.proxy.authScheme(), this.proxy.proxyAddress(),
				this.proxy.destinationAddress());
	}

	private String proxyAddress() {
		return (this.detour != null) ? this.detour.hop().name() : Addresses.literal(this.proxy.proxyAddress());
	}

	private String target() {
		return Addresses.literal(this.proxy.destinationAddress());
	}

}
