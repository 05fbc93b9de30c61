package io.github.httppool.boot;

import java.util.function.Function;

import io.github.httppool.netty.ReactorHttpPool;
import io.github.httppool.netty.ReloadableSslContext;
import io.netty.handler.ssl.SslContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.NestedExceptionUtils;

/**
 * The TLS of a pool's clients with one SSL bundle, which follows the bundle when it is
 * reloaded. A version that cannot be used, as a file of it is broken, is not followed:
 * clients keep what they have.
 */
final class FollowedBundle {

	private static final Log logger = LogFactory.getLog(FollowedBundle.class);

	private final ReactorHttpPool pool;

	private final ReloadableBundles bundles;

	private final String name;

	private final Function<SslBundle, SslContext> contexts;

	// Guarded by this.
	private @Nullable ReloadableSslContext context;

	/**
	 * Creates TLS that follows a bundle from now on.
	 * @param pool the pool
	 * @param bundles where the bundle is from
	 * @param name name of the bundle
	 * @param contexts makes a context of a version
	 */
	FollowedBundle(ReactorHttpPool pool, ReloadableBundles bundles, String name,
			Function<SslBundle, SslContext> contexts) {
		this.pool = pool;
		this.bundles = bundles;
		this.name = name;
		this.contexts = contexts;
		bundles.follow(name, this::reloaded);
	}

	/**
	 * Returns the context for the clients, the same one each time.
	 * @throws RuntimeException if the bundle cannot be used
	 */
	synchronized SslContext context() {
		ReloadableSslContext known = this.context;
		if (known == null) {
			known = new ReloadableSslContext(this.contexts.apply(this.bundles.latest(this.name)));
			this.context = known;
		}
		return known;
	}

	private void reloaded(SslBundle version) {
		ReloadableSslContext replaced = replace(version);
		if (replaced != null) {
			// With the lock free, as listeners are told of what is closed.
			this.pool.retire(replaced);
		}
	}

	private synchronized @Nullable ReloadableSslContext replace(SslBundle version) {
		ReloadableSslContext known = this.context;
		if (known == null) {
			return null;
		}
		try {
			known.replaceBy(this.contexts.apply(version));
			logger.info(
					"Pool '%s' opens new connections with the reloaded SSL bundle '%s' and closes older ones after their calls"
						.formatted(this.pool.name(), this.name));
			return known;
		}
		catch (RuntimeException ex) {
			logger.error(
					"Pool '%s' keeps using the previous version of SSL bundle '%s': the reloaded version cannot be used: %s"
						.formatted(this.pool.name(), this.name, NestedExceptionUtils.getMostSpecificCause(ex)),
					ex);
			return null;
		}
	}

}
