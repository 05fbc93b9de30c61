package io.github.httppool.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;

/**
 * Resolves names as the Java runtime does: by whatever the system is configured to use.
 * What that has answered is kept for a while, as each lookup occupies a thread.
 */
final class JdkResolverGroup extends AddressResolverGroup<InetSocketAddress> {

	private final JdkLookups lookups;

	JdkResolverGroup(JdkLookups lookups) {
		this.lookups = lookups;
	}

	@Override
	protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
		return new JdkNameResolver(executor).asAddressResolver();
	}

	@Override
	public void close() {
		super.close();
		this.lookups.close();
	}

	private final class JdkNameResolver extends InetNameResolver {

		JdkNameResolver(EventExecutor executor) {
			super(executor);
		}

		@Override
		protected void doResolve(String name, Promise<InetAddress> promise) {
			lookUp(name).whenComplete((found, failure) -> {
				if (found != null) {
					promise.trySuccess(found.get(0));
				}
				else {
					promise.tryFailure(own(name, failure));
				}
			});
		}

		@Override
		protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
			lookUp(name).whenComplete((found, failure) -> {
				if (found != null) {
					promise.trySuccess(new ArrayList<>(found));
				}
				else {
					promise.tryFailure(own(name, failure));
				}
			});
		}

		private CompletableFuture<List<InetAddress>> lookUp(String name) {
			return JdkResolverGroup.this.lookups.lookUp(name, System.nanoTime());
		}

		/**
		 * The failure of a lookup is that of all who have asked, and kept.
		 */
		private static Throwable own(String name, @Nullable Throwable failure) {
			UnknownHostException own = new UnknownHostException("name '%s' was not resolved: %s".formatted(name,
					(failure != null) ? failure.getMessage() : "it has no address"));
			if (failure != null) {
				own.initCause(failure);
			}
			return own;
		}

	}

}
