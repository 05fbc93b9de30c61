package io.github.httppool.netty;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What Netty reports is counted, and told to whom it was told before.
 */
class BufferLeaksTests {

	private final Level level = ResourceLeakDetector.getLevel();

	@AfterEach
	void restoreNetty() {
		ResourceLeakDetector.setLevel(this.level);
		ByteBufUtil.setLeakListener(BufferLeaks.OF_JVM);
	}

	@Test
	void whenABufferIsCollectedUnreleasedThenTheReportIsCounted() {
		ByteBufUtil.setLeakListener(BufferLeaks.OF_JVM);
		long before = BufferLeaks.OF_JVM.count().orElseThrow();
		ResourceLeakDetector.setLevel(Level.PARANOID);
		leak();
		await().until(() -> {
			System.gc();
			PooledByteBufAllocator.DEFAULT.buffer().release();
			return BufferLeaks.OF_JVM.count().orElseThrow() > before;
		});
	}

	private static void leak() {
		ByteBuf forgotten = PooledByteBufAllocator.DEFAULT.buffer();
		forgotten.writeLong(System.nanoTime());
	}

	@Test
	void whenSomebodyListenedBeforeThenItHearsTheReports() {
		List<String> heard = new ArrayList<>();
		ByteBufUtil.setLeakListener((type, records) -> heard.add(type));
		BufferLeaks leaks = BufferLeaks.listen();
		leaks.onLeak("ByteBuf", "");
		assertThat(heard).containsExactly("ByteBuf");
		assertThat(leaks.count()).hasValue(1);
	}

	@Test
	void whenNobodyListenedBeforeThenReportsAreCountedAlone() {
		ByteBufUtil.setLeakListener(null);
		BufferLeaks leaks = BufferLeaks.listen();
		leaks.onLeak("ByteBuf", "");
		assertThat(leaks.count()).hasValue(1);
	}

	@Test
	void whenNettyCannotBeListenedToThenThereIsNoCount() {
		assertThat(new BufferLeaks(false, null).count()).isEmpty();
	}

}
