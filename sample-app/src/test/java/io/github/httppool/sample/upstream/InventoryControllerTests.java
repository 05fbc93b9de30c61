package io.github.httppool.sample.upstream;

import org.junit.jupiter.api.Test;

import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

class InventoryControllerTests {

	private final InventoryUpstream inventory = new InventoryUpstream();

	private final MockMvcTester mvc = MockMvcTester.of(new InventoryController(this.inventory));

	@Test
	void inventoryAnswersAtFirst() {
		assertThat(this.mvc.get().uri("/upstreams/inventory")).hasStatusOk()
			.bodyJson()
			.isStrictlyEqualTo("{\"hanging\": false}");
	}

	@Test
	void hangAndRecoverSwitchTheInventory() {
		assertThat(this.mvc.post().uri("/upstreams/inventory/hang")).hasStatusOk()
			.bodyJson()
			.isStrictlyEqualTo("{\"hanging\": true}");
		assertThat(this.inventory.isHanging()).isTrue();
		assertThat(this.mvc.post().uri("/upstreams/inventory/recover")).hasStatusOk()
			.bodyJson()
			.isStrictlyEqualTo("{\"hanging\": false}");
		assertThat(this.inventory.isHanging()).isFalse();
	}

	@Test
	void noOtherUpstreamCanBeToldToHang() {
		assertThat(this.mvc.post().uri("/upstreams/payment/hang")).hasStatus(404);
	}

}
