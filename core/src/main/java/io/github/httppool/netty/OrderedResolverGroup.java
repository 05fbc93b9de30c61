package io.github.httppool.netty;

import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.UnaryOperator;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;

/**
 * Resolves the name of one dial as another resolver does, and puts what that finds into
 * the order in which the addresses are to be tried. Reactor Netty's hooks and address
 * selectors so see all of them, and the one first that is tried first.
 */
final class OrderedResolverGroup extends AddressResolverGroup<SocketAddress> {

	private final AddressResolverGroup<?> delegate;

	private final UnaryOperator<List<SocketAddress>> order;

	/**
	 * Creates the resolver of a dial.
	 * @param delegate finds the addresses; is not closed
	 * @param order orders them, on the event loop of the dial
	 */
	OrderedResolverGroup(AddressResolverGroup<?> delegate, UnaryOperator<List<SocketAddress>> order) {
		this.delegate = delegate;
		this.order = order;
	}

	/**
	 * Not kept by the event loop, as that of a group usually is.
	 */
	@Override
	public AddressResolver<SocketAddress> getResolver(EventExecutor executor) {
		return newResolver(executor);
	}

	@Override
	@SuppressWarnings("unchecked")
	protected AddressResolver<SocketAddress> newResolver(EventExecutor executor) {
		return new OrderedResolver(executor, (AddressResolver<SocketAddress>) this.delegate.getResolver(executor));
	}

	private final class OrderedResolver implements AddressResolver<SocketAddress> {

		private final EventExecutor executor;

		private final AddressResolver<SocketAddress> resolver;

		OrderedResolver(EventExecutor executor, AddressResolver<SocketAddress> resolver) {
			this.executor = executor;
			this.resolver = resolver;
		}

		@Override
		public boolean isSupported(SocketAddress address) {
			return this.resolver.isSupported(address);
		}

		@Override
		public boolean isResolved(SocketAddress address) {
			return this.resolver.isResolved(address);
		}

		@Override
		public Future<SocketAddress> resolve(SocketAddress address) {
			return this.resolver.resolve(address);
		}

		@Override
		public Future<SocketAddress> resolve(SocketAddress address, Promise<SocketAddress> promise) {
			return this.resolver.resolve(address, promise);
		}

		@Override
		public Future<List<SocketAddress>> resolveAll(SocketAddress address) {
			return resolveAll(address, this.executor.newPromise());
		}

		@Override
		public Future<List<SocketAddress>> resolveAll(SocketAddress address, Promise<List<SocketAddress>> promise) {
			this.resolver.resolveAll(address).addListener((Future<List<SocketAddress>> found) -> {
				if (found.isSuccess()) {
					succeed(address, found.getNow(), promise);
				}
				else {
					promise.tryFailure(found.cause());
				}
			});
			return promise;
		}

		/**
		 * Whatever goes wrong fails the dial: nobody else would end it.
		 */
		private void succeed(SocketAddress name, List<SocketAddress> found, Promise<List<SocketAddress>> promise) {
			try {
				List<SocketAddress> ordered = OrderedResolverGroup.this.order.apply(found);
				if (ordered.isEmpty()) {
					promise.tryFailure(new UnknownHostException(
							"%s does not have the address any more that was tried".formatted(Addresses.literal(name))));
				}
				else {
					promise.trySuccess(ordered);
				}
			}
			catch (Throwable ex) {
				promise.tryFailure(ex);
			}
		}

		@Override
		public void close() {
			// Its group owns the resolver.
		}

	}

}
