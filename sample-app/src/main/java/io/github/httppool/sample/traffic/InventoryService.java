package io.github.httppool.sample.traffic;

import java.net.URI;

import org.springframework.web.service.annotation.GetExchange;

/**
 * The inventory as an HTTP service: Spring makes the client from this interface. Its
 * group is named like the pool {@code inventory}, and that is all it takes to run on it.
 * <p>
 * With {@code httppool.clients.inventory.base-url} the methods would name paths only. The
 * demo's upstreams listen on free ports, which are known later than the properties.
 */
interface InventoryService {

	@GetExchange
	byte[] get(URI uri);

}
