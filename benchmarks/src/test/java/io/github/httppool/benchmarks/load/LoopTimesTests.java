package io.github.httppool.benchmarks.load;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LoopTimesTests {

	@Test
	void aLoopThatDoesNothingMakesTheRatioInfinite() {
		assertThat(new LoopTimes(Map.of("a", 2538L, "b", 0L)).busiestToIdlest()).isInfinite();
	}

	@Test
	void oneLoopHasNoRatio() {
		assertThat(new LoopTimes(Map.of("a", 2538L)).busiestToIdlest()).isNaN();
		assertThat(LoopTimes.NONE.busiestToIdlest()).isNaN();
	}

	@Test
	void aLoopThatStartsInBetweenStartsFromNothing() {
		LoopTimes before = new LoopTimes(Map.of("a", 100L));
		LoopTimes after = new LoopTimes(Map.of("a", 130L, "b", 20L));
		assertThat(after.minus(before).nanos()).isEqualTo(Map.of("a", 30L, "b", 20L));
		assertThat(after.minus(before).plus(before).nanos()).isEqualTo(after.nanos());
	}

	@Test
	void findsEventLoopsByTheNamesOfTheirThreads() throws InterruptedException {
		Set<String> before = LoopTimes.ofThisProcess().nanos().keySet();
		EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, new DefaultThreadFactory("raw-netty", true),
				NioIoHandler.newFactory());
		try {
			loops.next().submit(() -> {
			}).sync();
			loops.next().submit(() -> {
			}).sync();
			assertThat(LoopTimes.ofThisProcess().nanos().keySet()).filteredOn((name) -> !before.contains(name))
				.hasSize(2)
				.allMatch((name) -> name.startsWith("raw-netty"));
		}
		finally {
			loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
		}
	}

}
