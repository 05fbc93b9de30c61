package io.github.httppool.netty.encoding;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

import io.netty.handler.codec.compression.DecompressionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The format of gzip files (RFC 1952), beyond what an ordinary encoder writes.
 */
class GzipTests {

	private static final byte[] BODY = "{\"order\": 17, \"items\": []}".getBytes(StandardCharsets.UTF_8);

	private static final byte[] MEMBER = TestEncoding.GZIP.apply(BODY);

	private static final int HEADER = 10;

	@RegisterExtension
	final DecodingRig rig = new DecodingRig();

	@ParameterizedTest
	@ValueSource(ints = { 0x00, 0x01, 0x02, 0x04, 0x08, 0x10, 0x06, 0x0c, 0x18, 0x1e, 0x1f })
	void whenAHeaderHasOptionalFieldsThenTheyAreSkipped(int flags) {
		assertDecodedAtEverySplit(withHeader(flags, 5, 0), BODY);
	}

	@Test
	void whenAnExtraFieldIsEmptyThenTheBodyFollows() {
		assertDecodedAtEverySplit(withHeader(0x1e, 0, 0), BODY);
	}

	@Test
	void whenAnExtraFieldIsLongThenItIsSkipped() {
		assertDecoded(decode(withHeader(0x04, 40_000, 0)), BODY);
	}

	@Test
	void whenTheChecksumOfAHeaderIsWrongThenItFails() {
		assertInvalid(withHeader(0x02, 0, 1), "the checksum of its header is wrong");
	}

	@Test
	void whenAFileHasSeveralMembersThenTheyAreOneBody() {
		assertDecodedAtEverySplit(
				concatenate(MEMBER, withHeader(0x1f, 3, 0), TestEncoding.GZIP.apply(new byte[0]), MEMBER),
				concatenate(BODY, BODY, BODY));
	}

	@Test
	void whenASecondMemberIsCutThenItFails() {
		byte[] members = concatenate(MEMBER, MEMBER);
		IntStream.range(MEMBER.length + 1, members.length).forEach((end) -> {
			DecodedResponse response = decode(Arrays.copyOf(members, end));
			assertThat(response.ends()).isEmpty();
			assertThat(response.failures()).singleElement()
				.isInstanceOf(DecompressionException.class)
				.extracting(Throwable::getMessage)
				.isEqualTo("The response body ended before its gzip encoding did, after " + end + " bytes");
		});
	}

	@Test
	void whenZerosFollowTheEndThenTheyArePadding() {
		assertDecodedAtEverySplit(concatenate(MEMBER, new byte[512]), BODY);
	}

	@ParameterizedTest
	@CsvSource({ "55", "0055", "0d0a", "1f55", "1f8b55", "0000001f8b08" })
	void whenOtherBytesFollowTheEndThenItFails(String surplus) {
		byte[] bytes = concatenate(MEMBER, HexFormat.of().parseHex(surplus));
		IntStream.rangeClosed(0, bytes.length).forEach((split) -> {
			DecodedResponse response = response().content(bytes, 0, split).content(bytes, split, bytes.length).end();
			assertThat(response.ends()).isEmpty();
			assertThat(response.failures()).singleElement().isInstanceOf(DecompressionException.class);
		});
	}

	@ParameterizedTest
	@CsvSource({ "0, it has no gzip header", "1, it has no gzip header", "2, its compression method is unknown: 9",
			"3, its header has unknown flags" })
	void whenAHeaderIsInvalidThenItFails(int position, String reason) {
		byte[] corrupt = MEMBER.clone();
		corrupt[position] += (position == 3) ? 0x20 : 1;
		assertInvalid(corrupt, reason);
	}

	@Test
	void whenTheChecksumIsWrongThenItFails() {
		byte[] corrupt = MEMBER.clone();
		corrupt[corrupt.length - 8]++;
		assertInvalid(corrupt, "its checksum is wrong");
	}

	@Test
	void whenTheLengthIsWrongThenItFails() {
		byte[] corrupt = MEMBER.clone();
		corrupt[corrupt.length - 1]++;
		assertInvalid(corrupt, "its length is wrong");
	}

	private void assertInvalid(byte[] bytes, String reason) {
		assertThat(decode(bytes).failures()).singleElement()
			.isInstanceOf(DecompressionException.class)
			.extracting(Throwable::getMessage)
			.isEqualTo("The response body is not valid gzip: %s (%d bytes received)".formatted(reason, bytes.length));
	}

	private void assertDecodedAtEverySplit(byte[] bytes, byte[] body) {
		IntStream.rangeClosed(0, bytes.length)
			.forEach((split) -> assertDecoded(
					response().content(bytes, 0, split).content(bytes, split, bytes.length).end(), body));
	}

	private static void assertDecoded(DecodedResponse response, byte[] body) {
		assertThat(response.failures()).isEmpty();
		assertThat(response.isComplete()).isTrue();
		assertThat(response.body()).isEqualTo(body);
	}

	private DecodedResponse decode(byte[] bytes) {
		return response().last(bytes);
	}

	private DecodedResponse response() {
		return this.rig.response("Content-Encoding: gzip", "Transfer-Encoding: chunked");
	}

	private static byte[] withHeader(int flags, int extraLength, int checksumError) {
		ByteArrayOutputStream header = new ByteArrayOutputStream();
		header.writeBytes(new byte[] { 0x1f, (byte) 0x8b, 8, (byte) flags, 1, 2, 3, 4, 0, 3 });
		if ((flags & 0x04) != 0) {
			header.writeBytes(new byte[] { (byte) extraLength, (byte) (extraLength >> 8) });
			header.writeBytes(new byte[extraLength]);
		}
		if ((flags & 0x08) != 0) {
			header.writeBytes("order.json\0".getBytes(StandardCharsets.US_ASCII));
		}
		if ((flags & 0x10) != 0) {
			header.writeBytes("\0".getBytes(StandardCharsets.US_ASCII));
		}
		if ((flags & 0x02) != 0) {
			CRC32 checksum = new CRC32();
			checksum.update(header.toByteArray());
			int value = (int) checksum.getValue() + checksumError;
			header.writeBytes(new byte[] { (byte) value, (byte) (value >> 8) });
		}
		return concatenate(header.toByteArray(), Arrays.copyOfRange(MEMBER, HEADER, MEMBER.length));
	}

	private static byte[] concatenate(byte[]... parts) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			all.writeBytes(part);
		}
		return all.toByteArray();
	}

}
