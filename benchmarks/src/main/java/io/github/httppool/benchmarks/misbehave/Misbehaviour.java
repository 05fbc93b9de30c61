package io.github.httppool.benchmarks.misbehave;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How the upstream answers one call. Each constant says how likely it is, which requests
 * it is for, and what goes over the wire.
 * <p>
 * Where surplus bytes are sent together with an answer, they are in one small write with
 * the answer's last byte, so that a client that reads all there is sees both. What is
 * sent later may cross the next request; see {@link Exchange#disturbLater}.
 */
enum Misbehaviour {

	/** None: the answer is as it should be. */
	NONE(4200, any(), (exchange, answers) -> {
		exchange.readBody();
		exchange.send(answers.right());
	}),

	/** The answer comes before the body of the request is read. */
	EARLY(300, uploads(), (exchange, answers) -> {
		exchange.send(answers.right());
		exchange.readBody();
	}),

	NO_CONTENT(200, anyButHead(), (exchange, answers) -> {
		exchange.readBody();
		exchange.send(answers.bare());
	}),

	NOT_MODIFIED(200, anyButHead(), (exchange, answers) -> {
		exchange.readBody();
		exchange.send(answers.bareWithLength());
	}),

	// The connection ends after an answer that is right

	/** Without a word, at once or a moment later, as servers do with idle connections. */
	KEEP_ALIVE_CLOSE(400, any(), (exchange, answers) -> {
		exchange.readBody();
		exchange.send(answers.right());
		exchange.finishShortly();
	}),

	/** As announced; or the connection stays open in spite of the announcement. */
	CLOSE_ANNOUNCED(300, any(), (exchange, answers) -> {
		exchange.readBody();
		exchange.spend();
		exchange.send(answers.right().with("Connection", "close"));
		exchange.finishPerhaps();
	}),

	OLD_VERSION(100, any(), (exchange, answers) -> {
		exchange.readBody();
		exchange.spend();
		exchange.send(answers.inOldVersion());
		exchange.finishPerhaps();
	}),

	/** The body ends with the connection, RFC 9112 section 6.3. */
	UNTIL_CLOSE(200, anyButHead(), (exchange, answers) -> {
		exchange.readBody();
		exchange.spend();
		exchange.send(answers.unframed());
		exchange.finish();
	}),

	// More comes than belongs to the answer, which is right

	SURPLUS(600, any(), (exchange, answers) -> {
		exchange.readBody();
		exchange.sendWith(answers.right(), answers.surplus());
	}),

	LATE_SURPLUS(500, any(), (exchange, answers) -> {
		exchange.readBody();
		exchange.send(answers.right());
		exchange.disturbLater(answers.surplus());
	}),

	TOO_LONG(300, anyButHead(), (exchange, answers) -> {
		exchange.readBody();
		exchange.sendWith(answers.withLength(), answers.moreBody());
	}),

	/** A 204 ends with its head, whatever that says, RFC 9112 section 6.3. */
	NO_CONTENT_WITH_BODY(400, anyButHead(), (exchange, answers) -> {
		exchange.readBody();
		exchange.sendForbidden(answers.withForbiddenBody());
	}),

	NOT_MODIFIED_WITH_BODY(200, anyButHead(), (exchange, answers) -> {
		exchange.readBody();
		exchange.sendWithOrBefore(answers.bareWithLength(), answers.bodyOrResponse());
	}),

	HEAD_WITH_BODY(1500, heads(), (exchange, answers) -> {
		exchange.readBody();
		exchange.sendWithOrBefore(answers.bareWithLength(), answers.bodyOrResponse());
	}),

	// There is no right answer, or it may be lost

	CUT_BODY(400, anyButHead(), (exchange, answers) -> {
		exchange.readBody();
		exchange.spend();
		exchange.send(answers.withoutEnd());
		exchange.breakOff();
	}),

	CLOSE_BEFORE_THE_ANSWER(200, any(), (exchange, answers) -> {
		exchange.readBody();
		exchange.spend();
		exchange.breakOff();
	}),

	CLOSE_IN_THE_HEAD(200, any(), (exchange, answers) -> {
		exchange.readBody();
		exchange.spend();
		exchange.write(answers.partOfHead());
		exchange.breakOff();
	}),

	BAD_CHUNK(150, anyButHead(), (exchange, answers) -> {
		exchange.readBody();
		exchange.spend();
		exchange.send(answers.withBadChunk());
		exchange.finishAfterClient();
	}),

	GARBAGE(100, any(), (exchange, answers) -> {
		exchange.readBody();
		exchange.spend();
		exchange.write(answers.garbage());
		exchange.finishAfterClient();
	}),

	NOT_GZIP(100, anyButHead(), (exchange, answers) -> {
		exchange.readBody();
		exchange.send(answers.notInGzip());
	}),

	CUT_GZIP(100, anyButHead(), (exchange, answers) -> {
		exchange.readBody();
		exchange.send(answers.inCutGzip());
	}),

	TWO_LENGTHS(100, anyButHead(), (exchange, answers) -> {
		exchange.readBody();
		exchange.spend();
		exchange.send(answers.withTwoLengths());
		exchange.finishAfterClient();
	}),

	/** The encoding counts, RFC 9112 section 6.3, or it is an error. */
	LENGTH_AND_ENCODING(200, anyButHead(), (exchange, answers) -> {
		exchange.readBody();
		exchange.spend();
		exchange.send(answers.withLengthAndEncoding());
		exchange.finishAfterClient();
	}),

	/**
	 * The answer comes before the body of the request is read, and then the connection
	 * ends.
	 */
	EARLY_AND_CLOSE(150, uploads(), (exchange, answers) -> {
		exchange.send(answers.right());
		exchange.breakOff();
		exchange.readBody();
	}),

	SILENCE(1, any(), (exchange, answers) -> {
		exchange.readBody();
		exchange.spend();
		exchange.keepSilent();
	});

	private static final Set<Misbehaviour> WITHOUT_SURE_ANSWER = EnumSet.range(CUT_BODY, SILENCE);

	/** In these, the end of the answer fits into one write with what follows. */
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
	 * is.
	 */
	boolean excusesFailure() {
		return WITHOUT_SURE_ANSWER.contains(this);
	}

	boolean isForSmallAnswers() {
		return FOR_SMALL_ANSWERS.contains(this);
	}

	int status() {
		return switch (this) {
			case NO_CONTENT, NO_CONTENT_WITH_BODY -> 204;
			case NOT_MODIFIED, NOT_MODIFIED_WITH_BODY -> 304;
			default -> 200;
		};
	}

	void answer(Exchange exchange, Answers answers) throws IOException {
		this.script.play(exchange, answers);
	}

	private static Predicate<Sending> any() {
		return (sending) -> true;
	}

	private static Predicate<Sending> heads() {
		return (sending) -> sending == Sending.HEAD;
	}

	private static Predicate<Sending> anyButHead() {
		return heads().negate();
	}

	private static Predicate<Sending> uploads() {
		return Sending::hasBody;
	}

	/**
	 * What the upstream does with a request.
	 */
	private interface Script {

		void play(Exchange exchange, Answers answers) throws IOException;

	}

}
