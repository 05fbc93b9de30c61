package io.github.httppool.sample.traffic;

import java.net.URI;

import org.springframework.web.service.annotation.GetExchange;

/**
 * The inventory as an HTTP service: Spring creates the client from this interface. Its
 * group is named like the pool {@code inventory}; that alone puts it on the pool.
 * <p>
 * With {@code httppool.clients.inventory.base-url} the methods would need only paths. The
 * demo's upstreams listen on free ports, which are not yet known when the properties are
 * bound.
 */
interface InventoryService {

	@GetExchange
	byte[] get(URI uri);

}
