package io.github.httppool.netty.encoding;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.NettyPipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Which responses are decoded, what becomes of their headers, and how decoding fails and
 * ends.
 */
class ContentDecodingTests {

	private static final String GZIP = "Content-Encoding: gzip";

	private static final String CHUNKED = "Transfer-Encoding: chunked";

	private static final byte[] BODY = "{\"order\": 17}".getBytes(StandardCharsets.UTF_8);

	private static final byte[] GZIPPED = TestEncoding.GZIP.apply(BODY);

	@RegisterExtension
	final DecodingRig rig = new DecodingRig();

	// Which responses are decoded

	@Test
	void whenAResponseHasNoEncodingThenItPassesAsItIs() {
		HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
		head.headers().set("Content-Length", BODY.length);
		DecodedResponse response = this.rig.connection();
		List<Object> pieces = new ArrayList<>();
		response.onPiece(pieces::add);
		ByteBuf content = response.buffer(BODY);
		response.receive(head).receive(new DefaultHttpContent(content)).end();
		assertThat(response.head()).isSameAs(head);
		assertThat(pieces.get(0)).isSameAs(content);
		assertThat(response.isComplete()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "gzip", "GZIP", "x-gzip", "X-Gzip", "identity, gzip", "gzip, identity", ",gzip," })
	void whenAnEncodingIsKnownThenItIsDecodedAndItsHeadersGo(String encoding) {
		DecodedResponse response = this.rig
			.response("content-ENCODING: " + encoding, "Content-Length: " + GZIPPED.length, "Content-Type: text/plain")
			.last(GZIPPED);
		assertThat(response.body()).isEqualTo(BODY);
		assertThat(response.headers().names()).containsExactlyInAnyOrder("Content-Type", "transfer-encoding");
		assertThat(response.headers().get("Transfer-Encoding")).isEqualTo("chunked");
	}

	@ParameterizedTest
	@ValueSource(strings = { "identity", "compress", "gzip, compress", "compress, gzip", "gzip;q=1", "utf-8", "",
			"gzip, gzip, gzip, gzip, gzip, gzip" })
	void whenAnEncodingIsUnknownThenTheResponsePassesAsItIs(String encoding) {
		DecodedResponse response = this.rig
			.response("Content-Encoding: " + encoding, "Content-Length: " + GZIPPED.length)
			.last(GZIPPED);
		assertThat(response.body()).isEqualTo(GZIPPED);
		assertThat(response.headers().get("Content-Encoding")).isEqualTo(encoding);
		assertThat(response.headers().get("Content-Length")).isEqualTo("" + GZIPPED.length);
		assertThat(response.headers().contains("Transfer-Encoding")).isFalse();
		assertThat(response.isComplete()).isTrue();
	}

	@Test
	void whenThereAreSeveralEncodingHeadersThenTheyAreOneList() {
		DecodedResponse response = this.rig.response("Content-Encoding: deflate", GZIP, CHUNKED)
			.last(TestEncoding.DEFLATE_THEN_GZIP.apply(BODY));
		assertThat(response.body()).isEqualTo(BODY);
		assertThat(response.headers().contains("Content-Encoding")).isFalse();
	}

	@Test
	void whenAZlibStreamHasASmallWindowThenItIsStillZlib() {
		byte[] zlib = TestEncoding.ZLIB.apply(BODY);
		// CINFO 4 instead of 7, and a header checksum that fits (RFC 1950, section 2.2)
		zlib[0] = 0x48;
		zlib[1] = (byte) (31 - (0x4800 % 31));
		DecodedResponse response = this.rig.response("Content-Encoding: deflate", CHUNKED).last(zlib);
		assertThat(response.failures()).isEmpty();
		assertThat(response.body()).isEqualTo(BODY);
	}

	@Test
	void whenARawStreamEndsWithTheChecksumOfZlibThenThatIsSkipped() {
		byte[] zlib = TestEncoding.ZLIB.apply(BODY);
		byte[] withoutHeader = Arrays.copyOfRange(zlib, 2, zlib.length);
		IntStream.rangeClosed(0, withoutHeader.length).forEach((split) -> {
			DecodedResponse response = this.rig.response("Content-Encoding: deflate", CHUNKED)
				.content(withoutHeader, 0, split)
				.content(withoutHeader, split, withoutHeader.length)
				.end();
			assertThat(response.isComplete()).isTrue();
			assertThat(response.body()).isEqualTo(BODY);
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "gzip, chunked | chunked", "Gzip,Chunked | chunked", "gzip |" })
	void whenTheTransferIsEncodedThenItIsDecoded(String transferEncoding, String remaining) {
		DecodedResponse response = this.rig.response("Transfer-Encoding: " + transferEncoding).last(GZIPPED);
		assertThat(response.body()).isEqualTo(BODY);
		assertThat(response.headers().get("Transfer-Encoding")).isEqualTo(remaining);
	}

	@Test
	void whenBothContentAndTransferAreEncodedThenBothAreDecoded() {
		DecodedResponse response = this.rig.response(GZIP, "Transfer-Encoding: gzip, chunked")
			.last(TestEncoding.GZIP_TWICE.apply(BODY));
		assertThat(response.body()).isEqualTo(BODY);
		assertThat(response.headers().contains("Content-Encoding")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "chunked", "identity", "chunked, gzip" })
	void whenTheTransferIsNotEncodedThenTheResponsePassesAsItIs(String transferEncoding) {
		DecodedResponse response = this.rig.response("Transfer-Encoding: " + transferEncoding).last(GZIPPED);
		assertThat(response.body()).isEqualTo(GZIPPED);
		assertThat(response.headers().get("Transfer-Encoding")).isEqualTo(transferEncoding);
	}

	// Responses without a body

	@Test
	void whenARequestWasHeadThenTheHeadersOfItsAnswerPassUnchanged() {
		DecodedResponse response = this.rig.connection()
			.answering(HttpMethod.HEAD)
			.head(GZIP, "Content-Length: 1234")
			.end();
		assertHeadersUnchanged(response);
		response.answering(HttpMethod.GET).head(GZIP, CHUNKED).content(GZIPPED).end();
		assertThat(response.body()).isEqualTo(BODY);
	}

	@ParameterizedTest
	@ValueSource(ints = { 204, 304, 103 })
	void whenAStatusHasNoBodyThenTheHeadersPassUnchanged(int status) {
		DecodedResponse response = this.rig.connection()
			.head(HttpResponseStatus.valueOf(status), GZIP, "Content-Length: 1234")
			.end();
		assertHeadersUnchanged(response);
	}

	private static void assertHeadersUnchanged(DecodedResponse response) {
		assertThat(response.headers().entries()).extracting(Object::toString)
			.containsExactly("Content-Encoding=gzip", "Content-Length=1234");
		assertThat(response.isComplete()).isTrue();
		assertThat(response.length()).isZero();
	}

	@Test
	void whenTheLengthIsZeroThenThereIsNothingToDecode() {
		DecodedResponse response = this.rig.response(GZIP, "Content-Length: 0").end();
		assertThat(response.headers().get("Content-Length")).isEqualTo("0");
		assertThat(response.headers().get("Content-Encoding")).isEqualTo("gzip");
		assertThat(response.isComplete()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "gzip", "deflate", "br", "zstd", "snappy", "gzip, gzip" })
	void whenAnEncodedBodyHasNoByteThenItIsEmpty(String encoding) {
		DecodedResponse response = this.rig.response("Content-Encoding: " + encoding, CHUNKED)
			.content(new byte[0])
			.end();
		assertThat(response.isComplete()).isTrue();
		assertThat(response.length()).isZero();
	}

	// Ranges

	@ParameterizedTest
	@ValueSource(strings = { "bytes 0-9/1234", "bytes 10-1233/1234", "bytes 0-1233/*", "lines 0-9/10", "" })
	void whenOnlyAPartOfAnEncodedBodyIsSentThenItPassesAsItIs(String range) {
		byte[] part = Arrays.copyOf(GZIPPED, 10);
		DecodedResponse response = this.rig.connection()
			.head(HttpResponseStatus.PARTIAL_CONTENT, GZIP, "Content-Range: " + range, "Content-Length: 10")
			.last(part);
		assertThat(response.body()).isEqualTo(part);
		assertThat(response.headers().get("Content-Encoding")).isEqualTo("gzip");
		assertThat(response.headers().get("Content-Length")).isEqualTo("10");
		assertThat(response.isComplete()).isTrue();
	}

	@Test
	void whenARangeIsTheWholeBodyThenItIsDecoded() {
		DecodedResponse response = this.rig.connection()
			.head(HttpResponseStatus.PARTIAL_CONTENT, GZIP,
					"Content-Range: bytes 0-" + (GZIPPED.length - 1) + "/" + GZIPPED.length, CHUNKED)
			.last(GZIPPED);
		assertThat(response.body()).isEqualTo(BODY);
	}

	// Ends

	@Test
	void whenThereAreTrailersThenTheyAreKept() {
		DecodedResponse response = this.rig.response(GZIP, CHUNKED);
		LastHttpContent last = new DefaultLastHttpContent(response.buffer(GZIPPED));
		last.trailingHeaders().set("Digest", "x");
		response.receive(last);
		assertThat(response.body()).isEqualTo(BODY);
		assertThat(response.ends()).singleElement()
			.satisfies((end) -> assertThat(end.trailingHeaders().get("Digest")).isEqualTo("x"));
	}

	@Test
	void whenAResponseComesInOneMessageThenItIsDecoded() {
		DecodedResponse response = this.rig.connection();
		FullHttpResponse whole = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK,
				response.buffer(GZIPPED));
		whole.headers().set("Content-Encoding", "gzip");
		response.receive(whole);
		assertThat(response.body()).isEqualTo(BODY);
		assertThat(response.heads()).hasSize(1);
		assertThat(response.isComplete()).isTrue();
	}

	/**
	 * The codec ends a response with a broken chunk like this.
	 */
	@Test
	void whenTheFramingOfTheBodyIsBrokenThenThatIsToldInsteadOfItsEncoding() {
		DecodedResponse response = this.rig.response(GZIP, CHUNKED).content(GZIPPED, 0, 10);
		IllegalArgumentException broken = new IllegalArgumentException("broken chunk");
		LastHttpContent last = new DefaultLastHttpContent(response.buffer(new byte[0]));
		last.setDecoderResult(DecoderResult.failure(broken));
		response.receive(last);
		assertThat(response.failures()).isEmpty();
		assertThat(response.ends()).singleElement()
			.satisfies((end) -> assertThat(end.decoderResult().cause()).isSameAs(broken));
	}

	@Test
	void whenTheNextResponseComesThenItIsDecodedAnew() {
		DecodedResponse response = this.rig.response(GZIP, CHUNKED).last(GZIPPED);
		response.head("Content-Length: " + BODY.length).last(BODY);
		response.head("Content-Encoding: deflate", CHUNKED).last(TestEncoding.ZLIB.apply(BODY));
		assertThat(response.length()).isEqualTo(3 * BODY.length);
		assertThat(response.failures()).isEmpty();
	}

	/**
	 * As in a stream of events, which goes on for as long as it likes.
	 */
	@Test
	void whenAServerFlushesThenAllThatItWroteComesAtOnce() throws IOException {
		ByteArrayOutputStream sent = new ByteArrayOutputStream();
		DecodedResponse response = this.rig.response(GZIP, CHUNKED);
		try (GZIPOutputStream stream = new GZIPOutputStream(sent, true)) {
			for (int event = 1; event <= 100; event++) {
				stream.write(BODY);
				stream.flush();
				response.content(sent.toByteArray());
				sent.reset();
				assertThat(response.length()).isEqualTo(event * BODY.length);
			}
		}
		response.last(sent.toByteArray());
		assertThat(response.isComplete()).isTrue();
	}

	// Failures

	@Test
	void whenABodyIsNotInItsEncodingThenItFailsOnceAndTheRestIsIgnored() {
		byte[] body = "this is not gzip at all".getBytes(StandardCharsets.US_ASCII);
		DecodedResponse response = this.rig.response(GZIP, "Content-Length: 23")
			.content(body)
			.content(body)
			.end()
			.head(GZIP, CHUNKED)
			.content(body)
			.end();
		assertThat(response.failures()).singleElement()
			.isInstanceOf(DecompressionException.class)
			.extracting(Throwable::getMessage)
			.isEqualTo("The response body is not valid gzip: it has no gzip header (23 bytes received)");
		assertThat(response.heads()).hasSize(1);
		assertThat(response.ends()).isEmpty();
		assertThat(response.length()).isZero();
		assertThat(response.closes()).isOne();
	}

	@Test
	void whenABodyEndsBeforeItsEncodingThenTheFailureTellsWhere() {
		byte[] body = TestEncoding.GZIP.apply(new byte[2_000_000]);
		DecodedResponse response = this.rig.response("Content-Encoding: x-gzip", CHUNKED).content(body, 0, 1234).end();
		assertThat(response.failures()).singleElement()
			.extracting(Throwable::getMessage)
			.isEqualTo("The response body ended before its x-gzip encoding did, after 1,234 bytes");
		assertThat(response.length()).as("what was decoded until then").isGreaterThan(1_000_000);
	}

	@Test
	void whenOneByteHasComeThenTheFailureSaysSo() {
		DecodedResponse response = this.rig.response(GZIP, CHUNKED).content(GZIPPED, 0, 1).end();
		assertThat(response.failures()).singleElement()
			.extracting(Throwable::getMessage)
			.isEqualTo("The response body ended before its gzip encoding did, after 1 byte");
	}

	@Test
	void whenAnInnerEncodingIsCutThenThatOneIsNamed() {
		byte[] inner = TestEncoding.ZLIB.apply(BODY);
		byte[] body = TestEncoding.GZIP.apply(Arrays.copyOf(inner, inner.length - 1));
		DecodedResponse response = this.rig.response("Content-Encoding: deflate, gzip", CHUNKED).last(body);
		assertThat(response.failures()).singleElement()
			.extracting(Throwable::getMessage)
			.isEqualTo(
					"The response body ended before its deflate encoding did, after " + (inner.length - 1) + " bytes");
	}

	@Test
	void whenTheChannelClosesInTheMiddleOfABodyThenNothingIsLeftAndNothingMoreIsSaid() {
		DecodedResponse response = this.rig.response(GZIP, CHUNKED).content(GZIPPED, 0, 12);
		response.channel().pipeline().fireChannelInactive();
		assertThat(response.failures()).isEmpty();
		assertThat(response.ends()).isEmpty();
	}

	@Test
	void whenTheHandlerIsRemovedInTheMiddleOfABodyThenNothingIsLeft() {
		DecodedResponse response = this.rig.response(GZIP, CHUNKED).content(GZIPPED, 0, 12);
		response.channel().pipeline().remove(ContentDecoding.class);
		assertThat(response.failures()).isEmpty();
	}

	/**
	 * As when the receiver cancels.
	 */
	@ParameterizedTest
	@EnumSource
	void whenTheChannelIsClosedWhileAPieceIsPassedOnThenTheRestIsReleased(TestEncoding encoding) {
		assumeTrue(encoding.isAvailable());
		byte[] body = new byte[1_000_000];
		DecodedResponse response = this.rig.response("Content-Encoding: " + encoding.header(), CHUNKED);
		response.onPiece((piece) -> response.channel().close());
		response.last(encoding.apply(body));
		assertThat(response.length()).isBetween(1, 65_536);
		assertThat(response.ends()).isEmpty();
		assertThat(response.failures()).isEmpty();
	}

	// Memory

	@Test
	void whenALittleBecomesALotThenItFlowsInPieces() {
		int length = 50_000_000;
		byte[] bomb = TestEncoding.GZIP_TWICE.apply(new byte[length]);
		assertThat(bomb).hasSizeLessThan(5_000);
		Flow flow = new Flow();
		DecodedResponse response = this.rig.response("Content-Encoding: gzip, gzip", CHUNKED);
		response.channel().pipeline().addBefore(response.channel().pipeline().lastContext().name(), null, flow);
		response.last(bomb);
		assertThat(flow.length).isEqualTo(length);
		assertThat(flow.mostUsed).isLessThan(300_000);
		assertThat(response.isComplete()).isTrue();
	}

	@Test
	void whenNobodyAsksForMoreThenALittleDoesNotBecomeALot() {
		byte[] bomb = TestEncoding.GZIP_TWICE.apply(new byte[50_000_000]);
		DecodedResponse response = this.rig.response("Content-Encoding: gzip, gzip", CHUNKED);
		response.channel().config().setAutoRead(false);
		response.content(bomb).end().readComplete();
		assertThat(response.length()).isBetween(1, 350_000);
		assertThat(this.rig.usedMemory()).isLessThan(300_000);
		response.channel().config().setAutoRead(true);
		response.channel().runPendingTasks();
		assertThat(response.length()).isEqualTo(50_000_000);
		assertThat(response.isComplete()).isTrue();
	}

	@Test
	void whenNobodyAsksForASmallBodyThenItEndsAllTheSame() {
		DecodedResponse response = this.rig.response(GZIP, CHUNKED);
		response.channel().config().setAutoRead(false);
		response.content(TestEncoding.GZIP.apply(new byte[200_000])).end();
		assertThat(response.length()).isEqualTo(200_000);
		assertThat(response.isComplete()).isTrue();
	}

	@Test
	void whenNobodyAsksForMoreAndTheConnectionIsClosedThenTheRestIsReleased() {
		DecodedResponse response = this.rig.response(GZIP, CHUNKED);
		response.channel().config().setAutoRead(false);
		response.content(TestEncoding.GZIP.apply(new byte[1_000_000])).end();
		response.channel().close();
		assertThat(response.length()).isBetween(1, 350_000);
		assertThat(response.failures()).isEmpty();
	}

	@Test
	void whenTheServerClosesWhileNobodyAsksForMoreThenTheBodyIsStillWhole() {
		DecodedResponse response = this.rig.response(GZIP, CHUNKED);
		response.channel().config().setAutoRead(false);
		byte[] encoded = TestEncoding.GZIP.apply(new byte[1_000_000]);
		response.content(encoded, 0, 100).content(encoded, 100, encoded.length).end();
		response.channel().pipeline().fireChannelInactive();
		assertThat(response.length()).isEqualTo(1_000_000);
		assertThat(response.isComplete()).isTrue();
	}

	/**
	 * Reactor Netty answers that by closing this side.
	 */
	@Test
	void whenTheServerClosesTlsWhileNobodyAsksForMoreThenTheBodyIsStillWhole() {
		DecodedResponse response = this.rig.response(GZIP, CHUNKED);
		response.channel().config().setAutoRead(false);
		response.content(TestEncoding.GZIP.apply(new byte[1_000_000])).end();
		response.channel().pipeline().fireUserEventTriggered(SslCloseCompletionEvent.SUCCESS);
		response.channel().close();
		assertThat(response.length()).isEqualTo(1_000_000);
		assertThat(response.isComplete()).isTrue();
	}

	@Test
	void whenTheServerClosesAndTooMuchIsLeftUnreadThenTheResponseFails() {
		DecodedResponse response = this.rig.response("Content-Encoding: gzip, gzip", CHUNKED);
		response.channel().config().setAutoRead(false);
		response.content(TestEncoding.GZIP_TWICE.apply(new byte[100_000_000])).end();
		response.channel().pipeline().fireChannelInactive();
		assertThat(response.failures()).singleElement().asString().contains("more than 64 MB").contains("left unread");
		assertThat(response.ends()).isEmpty();
	}

	/**
	 * Others on the event loop, and one who gives the call up, wait for a moment only.
	 */
	@Test
	void whenALittleBecomesALotThenTheEventLoopDoesOtherThingsInBetween() {
		byte[] bomb = TestEncoding.GZIP_TWICE.apply(new byte[50_000_000]);
		DecodedResponse response = this.rig.response("Content-Encoding: gzip, gzip", CHUNKED);
		AtomicInteger lengthThen = new AtomicInteger();
		response.onPiece((piece) -> {
			if (lengthThen.compareAndSet(0, 1)) {
				response.channel().eventLoop().execute(() -> lengthThen.set(response.length()));
			}
		});
		response.last(bomb);
		assertThat(lengthThen.get()).isBetween(2, 3_000_000);
		assertThat(response.length()).isEqualTo(50_000_000);
		assertThat(response.isComplete()).isTrue();
	}

	// Backpressure

	@Test
	void whenAReadBroughtNothingToPassOnThenAnotherOneIsAskedFor() {
		DecodedResponse response = this.rig.response(GZIP, CHUNKED);
		response.channel().config().setAutoRead(false);
		response.readComplete();
		assertThat(response.reads()).as("the head was passed on").isZero();
		response.content(GZIPPED, 0, 5).readComplete();
		assertThat(response.reads()).isOne();
		response.content(GZIPPED, 5, 10).content(new byte[0]).readComplete();
		assertThat(response.reads()).isEqualTo(2);
		response.content(GZIPPED, 10, GZIPPED.length).readComplete();
		assertThat(response.reads()).as("the body was passed on").isEqualTo(2);
		response.end().readComplete();
		assertThat(response.reads()).as("the end was passed on").isEqualTo(2);
		response.readComplete();
		assertThat(response.reads()).as("nothing has arrived").isEqualTo(2);
	}

	@Test
	void whenTheChannelReadsByItselfThenNoReadIsAskedFor() {
		DecodedResponse response = this.rig.response(GZIP, CHUNKED);
		int before = response.reads();
		response.content(GZIPPED, 0, 5).readComplete();
		assertThat(response.reads()).as("the one of the channel").isEqualTo(before + 1);
		response.content(GZIPPED, 5, GZIPPED.length).end();
		assertThat(response.isComplete()).isTrue();
	}

	@Test
	void whenDecodingHasFailedThenNoReadIsAskedFor() {
		DecodedResponse response = this.rig.response(GZIP, CHUNKED);
		response.channel().config().setAutoRead(false);
		response.content(BODY).content(BODY).readComplete();
		assertThat(response.failures()).hasSize(1);
		assertThat(response.reads()).isZero();
	}

	// In the pipeline

	@Test
	void whenThereIsADecompressorThenItIsReplacedUnderItsName() {
		DecodedResponse response = this.rig.connection();
		response.channel().pipeline().addFirst(NettyPipeline.HttpDecompressor, new ChannelHandlerAdapter() {
		});
		ContentDecoding.replaceDecompressor(response.channel().pipeline(), DecodedLimit.NONE);
		assertThat(response.channel().pipeline().get(NettyPipeline.HttpDecompressor))
			.isInstanceOf(ContentDecoding.class);
	}

	@Test
	void whenThereIsNoDecompressorThenNothingIsAdded() {
		DecodedResponse response = this.rig.connection();
		List<String> before = response.channel().pipeline().names();
		ContentDecoding.replaceDecompressor(response.channel().pipeline(), DecodedLimit.NONE);
		assertThat(response.channel().pipeline().names()).isEqualTo(before);
	}

	/**
	 * Takes pieces and gives them back at once, and notes how much memory is in use then.
	 */
	private final class Flow extends ChannelInboundHandlerAdapter {

		private long length;

		private long mostUsed;

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			this.mostUsed = Math.max(this.mostUsed, ContentDecodingTests.this.rig.usedMemory());
			if (message instanceof HttpContent content && !(message instanceof LastHttpContent)) {
				this.length += content.content().readableBytes();
				content.release();
				return;
			}
			context.fireChannelRead(message);
		}

	}

}
