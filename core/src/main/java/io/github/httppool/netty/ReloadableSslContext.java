package io.github.httppool.netty;

import java.util.List;
import java.util.concurrent.Executor;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;

/**
 * Makes the TLS of new connections by another context, which can be replaced while
 * clients have this one. To Reactor Netty it is one context for good, so that its clients
 * keep sharing connections. Sessions are resumed only within what it is replaced by: each
 * handshake after a change shows the new certificate.
 */
public final class ReloadableSslContext extends SslContext {

	private volatile SslContext present;

	/**
	 * Creates a context.
	 * @param initial what makes the TLS until it is replaced
	 */
	public ReloadableSslContext(SslContext initial) {
		this.present = initial;
	}

	/**
	 * Has TLS be made by another context from now on. Connections that are open or being
	 * opened are left as they are, until {@link ReactorHttpPool#retire} is called.
	 * @param next the context
	 */
	public void replaceBy(SslContext next) {
		this.present = next;
	}

	@Override
	public boolean isClient() {
		return this.present.isClient();
	}

	@Override
	public List<String> cipherSuites() {
		return this.present.cipherSuites();
	}

	@Override
	public long sessionCacheSize() {
		return this.present.sessionCacheSize();
	}

	@Override
	public long sessionTimeout() {
		return this.present.sessionTimeout();
	}

	@Override
	public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
		return this.present.applicationProtocolNegotiator();
	}

	@Override
	public SSLSessionContext sessionContext() {
		return this.present.sessionContext();
	}

	@Override
	public SSLEngine newEngine(ByteBufAllocator allocator) {
		return this.present.newEngine(allocator);
	}

	@Override
	public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
		return this.present.newEngine(allocator, peerHost, peerPort);
	}

	// Handlers, too, as those of OpenSSL are made otherwise than from an engine. Of the
	// methods of another context, those for StartTLS cannot be called.

	@Override
	protected SslHandler newHandler(ByteBufAllocator allocator, boolean startTls) {
		return startTls ? super.newHandler(allocator, true) : this.present.newHandler(allocator);
	}

	@Override
	protected SslHandler newHandler(ByteBufAllocator allocator, String peerHost, int peerPort, boolean startTls) {
		return startTls ? super.newHandler(allocator, peerHost, peerPort, true)
				: this.present.newHandler(allocator, peerHost, peerPort);
	}

	@Override
	public SslHandler newHandler(ByteBufAllocator allocator, Executor delegatedTasks) {
		return this.present.newHandler(allocator, delegatedTasks);
	}

	@Override
	public SslHandler newHandler(ByteBufAllocator allocator, String peerHost, int peerPort, Executor delegatedTasks) {
		return this.present.newHandler(allocator, peerHost, peerPort, delegatedTasks);
	}

}
