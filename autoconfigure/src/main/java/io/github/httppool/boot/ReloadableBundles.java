package io.github.httppool.boot;

import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Knows which bundles are versions of the same one: settings have the bundle as it was
 * when they were made, and a bundle that is reloaded is another object. Safe for use by
 * many threads.
 */
public final class ReloadableBundles {

	private final @Nullable SslBundles bundles;

	// Guarded by this, like what follows. Older versions live as long as settings have
	// them.
	private final Map<SslBundle, String> names = new WeakHashMap<>();

	private final Map<String, SslBundle> representatives = new HashMap<>();

	/**
	 * Creates an overview of the application's bundles.
	 * @param bundles the bundles, {@code null} if there are none
	 */
	public ReloadableBundles(@Nullable SslBundles bundles) {
		this.bundles = bundles;
		if (bundles != null) {
			bundles.getBundleNames().forEach((name) -> note(name, bundles.getBundle(name)));
			bundles.addBundleRegisterHandler(this::note);
		}
	}

	private synchronized void note(String name, SslBundle version) {
		this.names.put(version, name);
		this.representatives.putIfAbsent(name, version);
	}

	/**
	 * Returns the name of a bundle.
	 * @param bundle any version of it
	 * @return the name, {@code null} if it is not one of the application's bundles, and
	 * so is never reloaded
	 */
	synchronized @Nullable String name(SslBundle bundle) {
		String known = this.names.get(bundle);
		return (known != null || this.bundles == null) ? known : presentName(this.bundles, bundle);
	}

	/** Nobody has told of it, if the bundle was not in use when it was reloaded. */
	private @Nullable String presentName(SslBundles all, SslBundle bundle) {
		for (String name : all.getBundleNames()) {
			if (all.getBundle(name) == bundle) {
				note(name, bundle);
				return name;
			}
		}
		return null;
	}

	/**
	 * Returns the version that stands for all versions of a bundle.
	 * @param bundle any version of it, or a bundle that is never reloaded
	 */
	synchronized SslBundle representative(SslBundle bundle) {
		String name = name(bundle);
		return (name != null) ? this.representatives.getOrDefault(name, bundle) : bundle;
	}

	/**
	 * Returns the latest version of a bundle.
	 * @param name its name
	 */
	SslBundle latest(String name) {
		return all().getBundle(name);
	}

	/**
	 * Has somebody told of each later version of a bundle.
	 * @param name its name
	 * @param whenReloaded is told, on any thread
	 */
	void follow(String name, Consumer<SslBundle> whenReloaded) {
		all().addBundleUpdateHandler(name, (version) -> {
			note(name, version);
			whenReloaded.accept(version);
		});
	}

	private SslBundles all() {
		if (this.bundles == null) {
			throw new IllegalStateException("There are no SSL bundles");
		}
		return this.bundles;
	}

}
