package io.github.httppool.benchmarks.field;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.github.httppool.benchmarks.harness.Arrivals;

import org.springframework.boot.WebApplicationType;

/**
 * Visitors of the {@link Shop} while one of its dependencies is well, is not, and is well
 * again.
 *
 * @param workers threads of Tomcat
 * @param payments visits per second that call payment
 * @param looks visits per second that call inventory
 * @param health how inventory is in the meantime
 * @param configured properties of the application
 */
record ShopDrill(int workers, int payments, int looks, Health health, Map<String, Object> configured) {

	static final String WELL = "all is well";

	static final String RECOVERED = "inventory is well again";

	private static final Duration WARM_UP = Duration.ofSeconds(10);

	private static final Duration BEFORE = Duration.ofSeconds(10);

	private static final Duration MEANWHILE = Duration.ofSeconds(20);

	private static final Duration AFTER = Duration.ofSeconds(10);

	/** What a side takes besides, to start its processes. */
	private static final Duration START = Duration.ofSeconds(6);

	static Duration timeOfBothSides() {
		return WARM_UP.plus(BEFORE).plus(MEANWHILE).plus(AFTER).plus(Visitors.PATIENCE).plus(START).multipliedBy(2);
	}

	/**
	 * Returns what is configured for this starter: a pool and time-outs for inventory, as
	 * the sample application has them, and a pool for payment.
	 */
	static Map<String, Object> isolated(Stage stage) {
		return Map.of("httppool.clients.payment.base-url", stage.upstream().uri(),
				"httppool.clients.inventory.base-url", stage.upstream().uri(),
				"httppool.clients.inventory.pool.max-connections", 10, "httppool.clients.inventory.timeouts.acquire",
				"500ms", "httppool.clients.inventory.timeouts.response", "2s");
	}

	/**
	 * Goes through all phases.
	 * @return the visits that call payment, and those that call inventory
	 */
	Outcome run(Stage stage) throws InterruptedException {
		Map<String, Object> properties = new HashMap<>(this.configured);
		properties.put("upstream", stage.upstream().uri());
		properties.put("server.port", 0);
		properties.put("server.tomcat.threads.max", this.workers);
		try (FieldApplication shop = new FieldApplication(stage.side(), "jdk", WebApplicationType.SERVLET, properties,
				Shop.class)) {
			Recorder recorder = stage.recorder();
			Load load = new Load(new Visitors(recorder), new Visitors(recorder), "http://127.0.0.1:" + shop.port());
			recorder.phase("warm-up");
			come(load, WARM_UP);
			recorder.phase(WELL);
			come(load, BEFORE);
			stage.upstream().become(this.health);
			recorder.phase(meanwhile());
			come(load, MEANWHILE);
			stage.upstream().become(Health.WELL);
			recorder.phase(RECOVERED);
			come(load, AFTER);
			Outcome outcome = new Outcome(load.payment.leave(), load.inventory.leave());
			recorder.phase("the end");
			shop.verifyUse(Shop.PAYMENT, Shop.INVENTORY);
			return outcome;
		}
	}

	String meanwhile() {
		return "inventory is " + this.health.name().toLowerCase();
	}

	/**
	 * Of all visits, those that call inventory are spread evenly.
	 */
	private void come(Load load, Duration time) {
		int[] count = { 0 };
		int all = this.payments + this.looks;
		Pacer.run(Arrivals.even(all, 0), time, (due) -> {
			boolean look = Math.floorMod((long) count[0]++ * this.looks, all) < this.looks;
			(look ? load.inventory : load.payment)
				.visit(load.shop + (look ? FieldServer.INVENTORY : FieldServer.PAYMENT), due);
		});
	}

	/**
	 * What became of the visits.
	 *
	 * @param payment those that call payment
	 * @param inventory those that call inventory
	 */
	record Outcome(Visits payment, Visits inventory) {
	}

	private record Load(Visitors payment, Visitors inventory, String shop) {
	}

}
