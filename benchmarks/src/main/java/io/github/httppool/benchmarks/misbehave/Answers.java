package io.github.httppool.benchmarks.misbehave;

import java.util.Arrays;

/**
 * The answers to one request: right ones in many forms, and wrong ones.
 */
final class Answers {

	private final Story story;

	private final Request request;

	private final Dice dice;

	Answers(Story story, Request request, Dice dice) {
		this.story = story;
		this.request = request;
		this.dice = dice;
	}

	// Right ones

	/**
	 * Returns the answer as it should be, in any encoding and framing.
	 */
	Answer right() {
		return this.request.isHead() ? toHead() : framed();
	}

	private Answer toHead() {
		return this.dice.happens(80) ? bareWithLength() : bare().with("Transfer-Encoding", "chunked");
	}

	/**
	 * Returns the answer with a body of which the end can be told.
	 */
	Answer framed() {
		boolean zipped = this.request.takesGzip() && this.dice.happens(20);
		Answer encoded = zipped ? unframed().gzipped() : unframed();
		return this.dice.happens(65) ? encoded.withLength() : encoded.chunked(this.dice);
	}

	/**
	 * Returns the answer with a body that only the end of the connection ends.
	 */
	Answer unframed() {
		return bare().withBody(body());
	}

	Answer withLength() {
		return unframed().withLength();
	}

	/**
	 * Returns status and owner only.
	 */
	Answer bare() {
		return Answer.of(this.story.owner(), this.story.status());
	}

	/**
	 * Returns an answer that tells the length of a body and has none, as is right for
	 * {@code HEAD} and 304, RFC 9110 section 8.6.
	 */
	Answer bareWithLength() {
		return bare().with("Content-Length", this.story.size());
	}

	/**
	 * Returns the answer of a server that knows no persistent connections.
	 */
	Answer inOldVersion() {
		return (this.request.isHead() ? bare() : withLength()).inOldVersion();
	}

	Answer redirection() {
		return Answer.of(this.story.owner(), this.story.redirect())
			.with("Location", this.story.movedPath())
			.withBody(this.request.isHead() ? Bytes.NONE : Payload.of(this.story.owner(), Payload.MIN_SIZE))
			.withLength();
	}

	// Wrong ones

	/**
	 * Returns an answer with a body, by length or in chunks, that its status forbids.
	 */
	Answer withForbiddenBody() {
		Answer body = bare().withBody(bodyOrResponse());
		return this.dice.happens(70) ? body.withLength() : body.chunked(this.dice);
	}

	Answer withoutEnd() {
		Answer whole = framed();
		return whole.cutTo(this.dice.between(0, whole.body().length - 1));
	}

	byte[] partOfHead() {
		byte[] head = Bytes.of(bare().head());
		return Arrays.copyOf(head, this.dice.between(1, head.length - 1));
	}

	Answer withBadChunk() {
		return unframed().badlyChunked(this.dice);
	}

	/**
	 * Returns an answer in an encoding that it does not have; to a client that does not
	 * take it, a right one.
	 */
	Answer notInGzip() {
		return this.request.takesGzip() ? unframed().labelledGzip().withLength() : right();
	}

	/**
	 * Returns an answer whose framing ends before its encoding; to a client that does not
	 * take the encoding, a right one.
	 */
	Answer inCutGzip() {
		Answer whole = unframed().gzipped();
		return this.request.takesGzip() ? whole.cutTo(this.dice.between(1, whole.body().length - 1)).withLength()
				: right();
	}

	Answer withTwoLengths() {
		int right = this.story.size();
		int wrong = this.dice.happens(50) ? this.dice.between(1, right - 1) : right + this.dice.between(1, 100);
		int first = this.dice.happens(50) ? right : wrong;
		return unframed().with("Content-Length", first).with("Content-Length", right + wrong - first);
	}

	Answer withLengthAndEncoding() {
		int length = this.dice.magnitude(1, 2 * this.story.size());
		Answer chunked = bare().withBody(body()).chunked(this.dice);
		return this.dice.happens(50) ? chunked.with("Content-Length", length)
				: bare().with("Content-Length", length).with("Transfer-Encoding", "chunked").withBody(chunked.body());
	}

	byte[] garbage() {
		return this.dice.happens(50) ? this.dice.bytes(this.dice.magnitude(1, 1000))
				: Bytes.of(bare().head().replace("HTTP/1.1", "HTTP/one.one") + "\r\n");
	}

	// Bodies

	byte[] body() {
		return Payload.of(this.story.owner(), this.story.size());
	}

	/**
	 * Returns a body, or an answer to nobody in place of one.
	 */
	byte[] bodyOrResponse() {
		return this.dice.happens(50) ? body() : Surplus.response(this.dice);
	}

	byte[] moreBody() {
		return Payload.of(this.story.owner(), this.dice.between(1, 500));
	}

	byte[] surplus() {
		return Surplus.any(this.dice);
	}

}
