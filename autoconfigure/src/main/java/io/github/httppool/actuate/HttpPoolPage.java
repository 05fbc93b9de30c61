package io.github.httppool.actuate;

import java.util.function.Supplier;

import io.github.httppool.actuate.HttpPoolEndpoint.PoolDescriptor;
import io.github.httppool.actuate.HttpPoolEndpoint.PoolsDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * The endpoint as a page for people: one HTML document that loads nothing but the
 * endpoint's JSON, with the figures of the moment it was requested, so that it shows
 * something before its first reading.
 * <p>
 * Thread-safe.
 */
public final class HttpPoolPage {

	private final HttpPoolEndpoint endpoint;

	private final JsonWriter json;

	private final boolean writable;

	/** Made when somebody asks for the page. */
	private final Supplier<PageTemplate> template = SingletonSupplier.of(PageTemplate::load);

	/**
	 * Creates the page.
	 * @param endpoint what it shows
	 * @param json writes the figures as the endpoint does
	 * @param writable whether the page offers to change pools
	 */
	public HttpPoolPage(HttpPoolEndpoint endpoint, JsonWriter json, boolean writable) {
		this.endpoint = endpoint;
		this.json = json;
		this.writable = writable;
	}

	/**
	 * Returns the page with all pools.
	 * @return an HTML document
	 */
	String ofAllPools() {
		return render(null, null, null);
	}

	/**
	 * Returns the page with all pools, which says that there is no such pool as was asked
	 * for.
	 * @param unknown what was asked for
	 * @return an HTML document
	 */
	String ofUnknownPool(UnknownPoolException unknown) {
		return render(unknown.name(), null, unknown.getMessage());
	}

	/**
	 * Returns the page opened at one pool.
	 * @param name the pool's name
	 * @return an HTML document
	 * @throws UnknownPoolException if there is no such pool
	 */
	String of(String name) {
		return render(name, this.endpoint.pool(name), null);
	}

	private String render(@Nullable String name, @Nullable PoolDescriptor pool, @Nullable String message) {
		return this.template.get()
			.render(this.json.write(new Start(name, this.writable, message, this.endpoint.pools(), pool)));
	}

	/**
	 * Writes an object as the endpoint's JSON.
	 */
	@FunctionalInterface
	public interface JsonWriter {

		/**
		 * Writes an object.
		 * @param value a descriptor of the endpoint
		 * @return JSON
		 */
		String write(Object value);

	}

	/**
	 * What the page starts with.
	 *
	 * @param pool name of the pool that its address names
	 * @param writable whether it offers to change pools
	 * @param message what was wrong with the request
	 * @param pools the same as the endpoint's JSON
	 * @param details the same as the endpoint's JSON of that pool
	 */
	record Start(@Nullable String pool, boolean writable, @Nullable String message, PoolsDescriptor pools,
			@Nullable PoolDescriptor details) {
	}

}
