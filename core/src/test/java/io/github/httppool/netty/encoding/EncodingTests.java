package io.github.httppool.netty.encoding;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.netty.handler.codec.compression.DecompressionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Every encoding, whatever the size of the body and wherever it is split into reads: it
 * is decoded byte by byte, or fails.
 */
@ParameterizedClass
@EnumSource
class EncodingTests {

	private static final int[] SIZES = { 0, 1, 300, 65_535, 65_536, 65_537, 200_000 };

	@RegisterExtension
	final DecodingRig rig = new DecodingRig();

	@Parameter
	TestEncoding encoding;

	@BeforeEach
	void skipWithoutLibrary() {
		assumeTrue(this.encoding.isAvailable());
	}

	static Stream<byte[]> bodies() {
		return IntStream.of(SIZES).boxed().flatMap((size) -> Stream.of(random(size), repetitive(size)));
	}

	@ParameterizedTest
	@MethodSource("bodies")
	void whenABodyArrivesInOneReadThenItIsDecoded(byte[] body) {
		DecodedResponse response = response().last(this.encoding.apply(body));
		assertDecoded(response, body);
	}

	@ParameterizedTest
	@MethodSource("bodies")
	void whenABodyIsSplitAnywhereThenItIsDecoded(byte[] body) {
		byte[] encoded = this.encoding.apply(body);
		splits(body, encoded.length).forEach((split) -> {
			DecodedResponse response = response().content(encoded, 0, split)
				.content(encoded, split, encoded.length)
				.end();
			assertDecoded(response, body);
		});
	}

	@ParameterizedTest
	@MethodSource("bodies")
	void whenABodyArrivesInTinyPiecesThenItIsDecoded(byte[] body) {
		byte[] encoded = this.encoding.apply(body);
		DecodedResponse response = response();
		int step = (encoded.length <= 1000) ? 1 : 101;
		for (int from = 0; from < encoded.length; from += step) {
			response.content(encoded, from, Math.min(from + step, encoded.length));
		}
		assertDecoded(response.end(), body);
	}

	@ParameterizedTest
	@MethodSource("bodies")
	void whenABodyEndsAnywhereBeforeItsEncodingThenItFails(byte[] body) {
		byte[] encoded = this.encoding.apply(body);
		splits(body, encoded.length).filter((end) -> end > 0 && !mayEnd(encoded, end)).forEach((end) -> {
			DecodedResponse response = response().content(encoded, 0, end).end();
			assertThat(response.ends()).isEmpty();
			assertThat(response.failures()).singleElement()
				.isInstanceOf(DecompressionException.class)
				.extracting(Throwable::getMessage)
				.asString()
				.startsWith("The response body ended before its ");
			assertThat(response.closes()).isOne();
		});
	}

	@ParameterizedTest
	@MethodSource("bodies")
	void whenOtherBytesFollowTheEndThenItFails(byte[] body) {
		byte[] encoded = this.encoding.apply(body);
		byte[] surplus = Arrays.copyOf(encoded, encoded.length + 20);
		Arrays.fill(surplus, encoded.length, surplus.length, (byte) 0x55);
		for (int split : new int[] { 0, encoded.length, encoded.length + 1 }) {
			DecodedResponse response = response().content(surplus, 0, split)
				.content(surplus, split, surplus.length)
				.end();
			assertThat(response.ends()).isEmpty();
			assertThat(response.failures()).singleElement().isInstanceOf(DecompressionException.class);
		}
	}

	@ParameterizedTest
	@MethodSource("bodies")
	void whenAnyByteIsWrongThenItFailsOrDoesNoHarm(byte[] body) {
		byte[] encoded = this.encoding.apply(body);
		splits(body, encoded.length).filter((position) -> position < encoded.length).forEach((position) -> {
			byte[] corrupt = encoded.clone();
			corrupt[position] ^= 0x10;
			DecodedResponse response = response().last(corrupt);
			assertThat(response.ends().size() + response.failures().size()).isOne();
			if (this.encoding.hasChecksum() && response.isComplete()) {
				assertThat(Arrays.equals(response.body(), body)).isTrue();
			}
		});
	}

	private void assertDecoded(DecodedResponse response, byte[] body) {
		assertThat(response.failures()).isEmpty();
		assertThat(response.isComplete()).isTrue();
		assertThat(response.largestPiece()).isLessThanOrEqualTo(65_536);
		assertThat(Arrays.equals(response.body(), body)).as("%d bytes came out of %d", response.length(), body.length)
			.isTrue();
		assertThat(response.closes()).isZero();
	}

	private DecodedResponse response() {
		return this.rig.response("Content-Encoding: " + this.encoding.header(), "Transfer-Encoding: chunked");
	}

	/**
	 * Everywhere in a small body, and in a large one where something is likely to go
	 * wrong.
	 */
	private static IntStream splits(byte[] body, int length) {
		return IntStream.rangeClosed(0, length)
			.filter((split) -> body.length <= 1000 || split <= 12 || split >= length - 10
					|| Math.abs(split - 65_536) <= 1 || split % (length / 20 + 1) == 0);
	}

	/** Snappy has no end of its own: it may end after any of its chunks. */
	private boolean mayEnd(byte[] encoded, int end) {
		if (this.encoding != TestEncoding.SNAPPY) {
			return end == encoded.length;
		}
		int position = 0;
		while (position < end) {
			position += 4 + (encoded[position + 1] & 0xff) + ((encoded[position + 2] & 0xff) << 8)
					+ ((encoded[position + 3] & 0xff) << 16);
		}
		return position == end;
	}

	private static byte[] random(int size) {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		return bytes;
	}

	private static byte[] repetitive(int size) {
		byte[] bytes = new byte[size];
		for (int i = 0; i < size; i++) {
			bytes[i] = (byte) "{\"order\": 17, \"items\": []}".charAt(i % 26);
		}
		return bytes;
	}

}
