package io.github.httppool.sample.traffic;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(properties = { "server.port=0", "sample.traffic.enabled=false" })
class CallersTests {

	private final TrafficGenerator generator;

	private final HttpPools pools;

	private final Flow fast;

	CallersTests(@Autowired TrafficGenerator generator, @Autowired HttpPools pools) {
		this.generator = generator;
		this.pools = pools;
		this.fast = generator.flow("fast");
	}

	@AfterEach
	void reset() {
		this.fast.change(new FlowSettings(40, ClientKind.REST));
	}

	@ParameterizedTest
	@EnumSource
	void everyClientRunsOnItsPoolAndOnNoOther(ClientKind kind) {
		HttpPool pool = this.pools.get(kind.pool());
		long others = acquiredByAll() - acquired(pool);
		long before = acquired(pool);
		this.fast.change(new FlowSettings(40, kind));
		this.generator.burst(this.fast, 3);
		await().until(() -> acquired(pool) == before + 3 && this.fast.state().calls().inFlight() == 0);
		assertThat(this.fast.state().calls().failed()).isZero();
		assertThat(acquiredByAll() - acquired(pool)).isEqualTo(others);
	}

	private long acquiredByAll() {
		return this.pools.names().stream().mapToLong((name) -> acquired(this.pools.get(name))).sum();
	}

	private static long acquired(HttpPool pool) {
		return pool.snapshot().acquired();
	}

}
