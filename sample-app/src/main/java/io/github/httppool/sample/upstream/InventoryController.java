package io.github.httppool.sample.upstream;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Controls over HTTP the one upstream that can be told to misbehave.
 */
@RestController
@RequestMapping("/upstreams/inventory")
class InventoryController {

	private final InventoryUpstream inventory;

	InventoryController(InventoryUpstream inventory) {
		this.inventory = inventory;
	}

	@GetMapping
	InventoryState state() {
		return new InventoryState(this.inventory.isHanging());
	}

	@PostMapping("/hang")
	InventoryState hang() {
		this.inventory.hang();
		return state();
	}

	@PostMapping("/recover")
	InventoryState recover() {
		this.inventory.recover();
		return state();
	}

	/**
	 * How it behaves.
	 *
	 * @param hanging whether it leaves requests unanswered
	 */
	record InventoryState(boolean hanging) {
	}

}
