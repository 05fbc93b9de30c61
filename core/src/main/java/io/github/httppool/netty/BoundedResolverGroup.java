package io.github.httppool.netty;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;

/**
 * Resolves names by another resolver, within a time. Netty bounds each query; search
 * domains, address families and name servers multiply that.
 */
final class BoundedResolverGroup extends AddressResolverGroup<InetSocketAddress> {

	private final AddressResolverGroup<InetSocketAddress> delegate;

	private final Duration timeout;

	BoundedResolverGroup(AddressResolverGroup<InetSocketAddress> delegate, Duration timeout) {
		this.delegate = delegate;
		this.timeout = timeout;
	}

	@Override
	protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
		return new BoundedResolver(executor, this.delegate.getResolver(executor));
	}

	@Override
	public void close() {
		super.close();
		this.delegate.close();
	}

	private final class BoundedResolver extends AbstractAddressResolver<InetSocketAddress> {

		private final AddressResolver<InetSocketAddress> resolver;

		BoundedResolver(EventExecutor executor, AddressResolver<InetSocketAddress> resolver) {
			super(executor, InetSocketAddress.class);
			this.resolver = resolver;
		}

		@Override
		protected boolean doIsResolved(InetSocketAddress address) {
			return this.resolver.isResolved(address);
		}

		@Override
		protected void doResolve(InetSocketAddress unresolved, Promise<InetSocketAddress> promise) {
			bound(this.resolver.resolve(unresolved), unresolved, promise);
		}

		@Override
		protected void doResolveAll(InetSocketAddress unresolved, Promise<List<InetSocketAddress>> promise) {
			bound(this.resolver.resolveAll(unresolved), unresolved, promise);
		}

		private <T> void bound(Future<T> resolution, InetSocketAddress unresolved, Promise<T> promise) {
			PhaseLimit.set(promise, executor(), BoundedResolverGroup.this.timeout.toMillis(), System::nanoTime,
					(late) -> promise.tryFailure(tooLate(unresolved, late)));
			resolution.addListener((Future<T> resolved) -> {
				if (resolved.isSuccess()) {
					promise.trySuccess(resolved.getNow());
				}
				else {
					promise.tryFailure(failure(resolved.cause(), unresolved));
				}
			});
		}

		/**
		 * A query has the same limit as all of them together, and may be the first to
		 * notice that nobody answers.
		 */
		private Throwable failure(Throwable cause, InetSocketAddress unresolved) {
			for (Throwable each = cause; each != null; each = each.getCause()) {
				if (each instanceof DnsNameResolverTimeoutException) {
					return tooLate(unresolved, 0).initCause(cause);
				}
			}
			return cause;
		}

		private UnknownHostException tooLate(InetSocketAddress unresolved, long lateNanos) {
			return new NameTimeoutException("name '%s' was not resolved within %d ms (httppool.timeouts.dns)%s"
				.formatted(unresolved.getHostString(), BoundedResolverGroup.this.timeout.toMillis(),
						EventLoopDelay.describe(lateNanos)));
		}

		@Override
		public void close() {
			// The group owns the resolver.
		}

	}

}
