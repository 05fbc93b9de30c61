package io.github.httppool.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;

/**
 * Resolver of an application, for which every name has the addresses that a test sets.
 */
public final class NameBook extends AddressResolverGroup<InetSocketAddress> {

	private final AtomicInteger lookups = new AtomicInteger();

	private volatile List<String> addresses;

	public NameBook(String... addresses) {
		this.addresses = List.of(addresses);
	}

	/**
	 * Changes the addresses; with none, there is no such name.
	 */
	public void set(String... newAddresses) {
		this.addresses = List.of(newAddresses);
	}

	public int lookups() {
		return this.lookups.get();
	}

	@Override
	protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
		return new InetNameResolver(executor) {

			@Override
			protected void doResolve(String name, Promise<InetAddress> promise) throws Exception {
				promise.setSuccess(find(name).get(0));
			}

			@Override
			protected void doResolveAll(String name, Promise<List<InetAddress>> promise) throws Exception {
				promise.setSuccess(find(name));
			}

		}.asAddressResolver();
	}

	private List<InetAddress> find(String name) throws UnknownHostException {
		this.lookups.incrementAndGet();
		List<InetAddress> found = new ArrayList<>();
		for (String address : this.addresses) {
			found.add(InetAddress.getByAddress(name, InetAddress.getByName(address).getAddress()));
		}
		if (found.isEmpty()) {
			throw new UnknownHostException(name);
		}
		return found;
	}

}
