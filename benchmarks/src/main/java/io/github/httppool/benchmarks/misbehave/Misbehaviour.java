package io.github.httppool.benchmarks.misbehave;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How the upstream answers one call. Each constant says for which requests it is, whether
 * the call may fail because of it, and what goes over the wire.
 * <p>
 * Where surplus bytes are sent together with an answer, they are in one small write with
 * the answer's last byte, so that a client that reads all there is sees both. What is
 * sent later may cross the next request; see {@link Exchange#disturbLater}.
 */
enum Misbehaviour {

	/** None: an answer as it should be. */
	NONE(4200, any(), (exchange) -> exchange.send(exchange.answer())),

	/** The answer is sent before the body of the request is read. */
	EARLY(300, uploads(), (exchange) -> {
		exchange.send(exchange.answer());
		exchange.readBody();
	}),

	NO_CONTENT(200, getsAndUploads(), (exchange) -> exchange.send(exchange.bare())),

	/** With the length of what has not been modified, as RFC 9110 section 8.6 allows. */
	NOT_MODIFIED(200, getsAndUploads(), (exchange) -> exchange.send(exchange.bare().with("Content-Length", 1234))),

	// The connection ends after an answer that is right

	/** Without a word, at once or a moment later, as servers do with idle connections. */
	KEEP_ALIVE_CLOSE(400, any(), (exchange) -> {
		exchange.send(exchange.answer());
		exchange.finishUnlessUsedWithin(exchange.shortly());
	}),

	/** As announced, or the connection stays open in spite of the announcement. */
	CLOSE_ANNOUNCED(300, any(), (exchange) -> {
		exchange.spend();
		exchange.send(exchange.answer().with("Connection", "close"));
		exchange.finishPerhaps();
	}),

	OLD_VERSION(100, any(), (exchange) -> {
		exchange.spend();
		exchange.send(exchange.inOldVersion());
		exchange.finishPerhaps();
	}),

	/** The body ends with the connection, RFC 9112 section 6.3. */
	UNTIL_CLOSE(200, getsAndUploads(), (exchange) -> {
		exchange.spend();
		exchange.send(exchange.unframed());
		exchange.finish();
	}),

	// More comes than belongs to the answer, which is right

	SURPLUS(600, any(), (exchange) -> exchange.send(exchange.answer(), Surplus.any(exchange.dice()))),

	LATE_SURPLUS(500, any(), (exchange) -> {
		exchange.send(exchange.answer());
		exchange.disturbLater(Surplus.any(exchange.dice()));
	}),

	TOO_LONG(300, getsAndUploads(),
			(exchange) -> exchange.send(exchange.unframed().withLength(),
					Payload.of(exchange.owner(), exchange.dice().between(1, 500)))),

	/** A 204 ends with its head, whatever the head says, RFC 9112 section 6.3. */
	NO_CONTENT_WITH_BODY(400, getsAndUploads(), Exchange::sendNoContentWithBody),

	NOT_MODIFIED_WITH_BODY(200, getsAndUploads(),
			(exchange) -> exchange.sendBodyAfter(exchange.bare().with("Content-Length", exchange.size()))),

	HEAD_WITH_BODY(1500, EnumSet.of(Sending.HEAD)::contains,
			(exchange) -> exchange.sendBodyAfter(exchange.bare().with("Content-Length", exchange.size()))),

	// There is no right answer

	CUT_BODY(400, getsAndUploads(), (exchange) -> {
		exchange.spend();
		exchange.sendCut(exchange.framed());
		exchange.breakOff();
	}),

	CLOSE_BEFORE_THE_ANSWER(200, any(), (exchange) -> {
		exchange.spend();
		exchange.awaitClient(exchange.shortly());
		exchange.breakOff();
	}),

	CLOSE_IN_THE_HEAD(200, any(), (exchange) -> {
		exchange.spend();
		exchange.write(exchange.cut(Bytes.of(exchange.bare().head())));
		exchange.breakOff();
	}),

	BAD_CHUNK(150, getsAndUploads(), (exchange) -> {
		exchange.spend();
		exchange.send(exchange.unframed().badlyChunked(exchange.dice()));
		exchange.finishWhenTheClientHasGivenUp();
	}),

	GARBAGE(100, any(), (exchange) -> {
		exchange.spend();
		exchange.write(exchange.garbage());
		exchange.finishWhenTheClientHasGivenUp();
	}),

	NOT_GZIP(100, getsAndUploads(),
			(exchange) -> exchange.send(exchange.request().takesGzip() ? exchange.unframed().labelledGzip().withLength()
					: exchange.answer())),

	CUT_GZIP(100, getsAndUploads(),
			(exchange) -> exchange
				.send(exchange.request().takesGzip() ? exchange.cutGzip().withLength() : exchange.answer())),

	TWO_LENGTHS(100, getsAndUploads(), (exchange) -> {
		exchange.spend();
		exchange.send(exchange.withTwoLengths());
		exchange.finishWhenTheClientHasGivenUp();
	}),

	/** The encoding counts, RFC 9112 section 6.3. */
	LENGTH_AND_ENCODING(200, getsAndUploads(), (exchange) -> {
		exchange.spend();
		exchange.send(exchange.withLengthAndEncoding());
	}),

	/** The answer comes before the body is read, and then nobody reads it. */
	EARLY_AND_CLOSE(150, uploads(), (exchange) -> {
		exchange.spend();
		exchange.send(exchange.answer());
		exchange.breakOff();
	}),

	/** Until the client gives up. */
	SILENCE(1, any(), (exchange) -> {
		exchange.spend();
		exchange.keepSilent();
	});

	private static final Set<Misbehaviour> WITHOUT_RIGHT_ANSWER = EnumSet.range(CUT_BODY, SILENCE);

	/** In these, the end of the answer has to fit into one write with what follows. */
	private static final Set<Misbehaviour> FOR_SMALL_ANSWERS = EnumSet.of(EARLY, EARLY_AND_CLOSE, SURPLUS, LATE_SURPLUS,
			TOO_LONG, NOT_MODIFIED_WITH_BODY, HEAD_WITH_BODY, NO_CONTENT_WITH_BODY);

	private final int weight;

	private final Predicate<Sending> requests;

	private final Script script;

	Misbehaviour(int weight, Predicate<Sending> requests, Script script) {
		this.weight = weight;
		this.requests = requests;
		this.script = script;
	}

	int weight() {
		return this.weight;
	}

	boolean fits(Sending sending) {
		return this.requests.test(sending);
	}

	/**
	 * Returns whether a call that is answered like this may fail, however good the client
	 * is. Where it may not, an answer that is right has arrived in full.
	 */
	boolean excusesFailure() {
		return WITHOUT_RIGHT_ANSWER.contains(this);
	}

	boolean isForSmallAnswers() {
		return FOR_SMALL_ANSWERS.contains(this);
	}

	/**
	 * Returns whether the answer comes before the body of the request is read.
	 */
	boolean isEarly() {
		return this == EARLY || this == EARLY_AND_CLOSE;
	}

	int status() {
		return switch (this) {
			case NO_CONTENT, NO_CONTENT_WITH_BODY -> 204;
			case NOT_MODIFIED, NOT_MODIFIED_WITH_BODY -> 304;
			default -> 200;
		};
	}

	void answer(Exchange exchange) throws IOException {
		this.script.play(exchange);
	}

	private static Predicate<Sending> any() {
		return (sending) -> true;
	}

	private static Predicate<Sending> uploads() {
		return Sending::hasBody;
	}

	private static Predicate<Sending> getsAndUploads() {
		return (sending) -> sending != Sending.HEAD;
	}

	/**
	 * What the upstream does with a request.
	 */
	private interface Script {

		void play(Exchange exchange) throws IOException;

	}

}
