package io.github.httppool.netty.encoding;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;

import io.netty.handler.codec.compression.Zstd;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Several Zstandard frames in one body (RFC 8878, section 3), and what frames claim.
 */
class ZstdTests {

	private static final byte[] BODY = "{\"order\": 17, \"items\": []}".getBytes(StandardCharsets.UTF_8);

	/** Of three bytes, to be ignored. */
	private static final String SKIPPABLE = "502a4d1803000000ffffff";

	/** With a content size of 2^40 bytes and a window of 1 kB. */
	private static final String GIANT = "28b52ffdc0000000000000010000";

	@RegisterExtension
	final DecodingRig rig = new DecodingRig();

	@BeforeEach
	void skipWithoutLibrary() {
		assumeTrue(Zstd.isAvailable());
	}

	@Test
	void whenABodyHasSeveralFramesThenTheyAreOneBody() {
		String frame = HexFormat.of().formatHex(TestEncoding.ZSTD.apply(BODY));
		byte[] frames = HexFormat.of().parseHex(SKIPPABLE + frame + SKIPPABLE + frame + SKIPPABLE);
		IntStream.rangeClosed(0, frames.length).forEach((split) -> {
			DecodedResponse response = response().content(frames, 0, split).content(frames, split, frames.length).end();
			assertThat(response.isComplete()).isTrue();
			assertThat(response.length()).isEqualTo(2 * BODY.length);
		});
	}

	@Test
	void whenASecondFrameIsCutThenItFails() {
		String frame = HexFormat.of().formatHex(TestEncoding.ZSTD.apply(BODY));
		byte[] frames = HexFormat.of().parseHex(frame + frame);
		IntStream.range(frames.length / 2 + 1, frames.length).forEach((end) -> {
			DecodedResponse response = response().last(Arrays.copyOf(frames, end));
			assertThat(response.ends()).isEmpty();
			assertThat(response.failures()).hasSize(1);
		});
	}

	@Test
	void whenAFrameAnnouncesAGiantThenNoMemoryIsTakenForIt() {
		DecodedResponse response = response().content(HexFormat.of().parseHex(GIANT));
		assertThat(this.rig.usedMemory()).isLessThan(100_000);
		response.end();
		assertThat(response.failures()).hasSize(1);
	}

	private DecodedResponse response() {
		return this.rig.response("Content-Encoding: zstd", "Transfer-Encoding: chunked");
	}

}
