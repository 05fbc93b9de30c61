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
 * Fails a test that leaves a call open: a response that was neither closed nor read to
 * its end and so holds its connection, or a caller that waits for a connection. Calls
 * have two seconds to end by themselves. Calls that were open before the test do not
 * count, nor does an unread response so small that its connection is already back in the
 * pool.
 * <p>
 * Most easily used through {@link NoHttpPoolLeaks @NoHttpPoolLeaks} on a Spring test.
 * Otherwise, set {@code httppool.leak-detection.call-site-sampling=1} to see where calls
 * were made, and {@code httppool.leak-detection.reclaim=off}, or a leak may be reclaimed
 * before it is detected.
 * <p>
 * Tests that run concurrently on the same pools are blamed for each other's calls.
 */
public final class HttpPoolLeakExtension implements BeforeEachCallback, AfterEachCallback {

	private static final Namespace NAMESPACE = Namespace.create(HttpPoolLeakExtension.class);

	private final Function<ExtensionContext, @Nullable HttpPools> pools;

	/**
	 * Creates an extension that watches the pools of the Spring test it is registered on,
	 * if there are any.
	 */
	public HttpPoolLeakExtension() {
		this.pools = SpringTestPools::find;
	}

	/**
	 * Creates an extension that watches the given pools, for
	 * {@link org.junit.jupiter.api.extension.RegisterExtension @RegisterExtension}.
	 * @param pools supplies the pools, before each test
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
