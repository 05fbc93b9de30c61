package io.github.httppool.boot;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;

/**
 * Resolves every name to 127.0.0.1, after a while.
 */
final class SlowResolverGroup extends AddressResolverGroup<InetSocketAddress> {

	private final Duration delay;

	SlowResolverGroup(Duration delay) {
		this.delay = delay;
	}

	@Override
	protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
		return new AbstractAddressResolver<>(executor, InetSocketAddress.class) {

			@Override
			protected boolean doIsResolved(InetSocketAddress address) {
				return !address.isUnresolved();
			}

			@Override
			protected void doResolve(InetSocketAddress unresolved, Promise<InetSocketAddress> promise) {
				later(() -> promise.trySuccess(resolved(unresolved)));
			}

			@Override
			protected void doResolveAll(InetSocketAddress unresolved, Promise<List<InetSocketAddress>> promise) {
				later(() -> promise.trySuccess(List.of(resolved(unresolved))));
			}

			private void later(Runnable answer) {
				executor.schedule(answer, SlowResolverGroup.this.delay.toMillis(), TimeUnit.MILLISECONDS);
			}

			private InetSocketAddress resolved(InetSocketAddress unresolved) {
				return new InetSocketAddress(InetAddress.getLoopbackAddress(), unresolved.getPort());
			}

		};
	}

}
