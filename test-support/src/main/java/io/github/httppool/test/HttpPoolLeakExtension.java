package io.github.httppool.test;

import java.util.function.Function;
import java.util.function.Supplier;

import io.github.httppool.HttpPools;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * Fails a test that leaves a call open: a response that was not closed or not read to its
 * end and keeps its connection, or a caller who waits for one. Calls are given two
 * seconds to end by themselves; those that were open before the test do not count. Nor
 * does a response so small that it has given its connection back unread.
 * <p>
 * Most easily used by {@link NoHttpPoolLeaks @NoHttpPoolLeaks} on a Spring test. Without
 * that, set {@code httppool.leak-detection.call-site-sampling=1} to be told where calls
 * were made, and {@code httppool.leak-detection.reclaim=off}, or a leak may be taken back
 * before it is seen.
 * <p>
 * Tests that run at the same time on the same pools are blamed for each other.
 */
public final class HttpPoolLeakExtension implements BeforeEachCallback, AfterEachCallback {

	private static final Namespace NAMESPACE = Namespace.create(HttpPoolLeakExtension.class);

	private final Function<ExtensionContext, @Nullable HttpPools> pools;

	/**
	 * Creates an extension that watches the pools of the Spring test it is used with, if
	 * there are any.
	 */
	public HttpPoolLeakExtension() {
		this.pools = SpringTestPools::find;
	}

	/**
	 * Creates an extension that watches the given pools, for
	 * {@link org.junit.jupiter.api.extension.RegisterExtension @RegisterExtension}.
	 * @param pools gives the pools, before each test
	 */
	public HttpPoolLeakExtension(Supplier<HttpPools> pools) {
		this.pools = (context) -> pools.get();
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		HttpPools found = this.pools.apply(context);
		if (found != null) {
			store(context).put(LeakCheck.class, new LeakCheck(found));
		}
	}

	@Override
	public void afterEach(ExtensionContext context) {
		LeakCheck check = store(context).remove(LeakCheck.class, LeakCheck.class);
		if (check != null) {
			check.end();
		}
	}

	private static Store store(ExtensionContext context) {
		return context.getStore(NAMESPACE);
	}

}
