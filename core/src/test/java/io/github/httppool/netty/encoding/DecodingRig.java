package io.github.httppool.netty.encoding;

import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Responses on their way through a {@link ContentDecoding}. After the test it proves that
 * every buffer has been released.
 */
final class DecodingRig implements AfterEachCallback {

	// Counts by itself; Netty's leak detection would make the many small reads slow.
	private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

	DecodedResponse response(String... headers) {
		return new DecodedResponse(this.allocator).head(headers);
	}

	/** A connection on which nothing has arrived. */
	DecodedResponse connection() {
		return new DecodedResponse(this.allocator);
	}

	long usedMemory() {
		return this.allocator.metric().usedDirectMemory() + this.allocator.metric().usedHeapMemory();
	}

	@Override
	public void afterEach(ExtensionContext context) {
		assertThat(usedMemory()).as("bytes in buffers that have not been released").isZero();
	}

}
