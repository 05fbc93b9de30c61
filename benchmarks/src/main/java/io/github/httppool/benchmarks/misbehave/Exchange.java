package io.github.httppool.benchmarks.misbehave;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * One request at the upstream, and the words in which a {@link Misbehaviour} says how it
 * is answered.
 */
final class Exchange {

	/** How long the upstream waits for the rest of a body that may not come. */
	private static final Duration BODY_PATIENCE = Duration.ofMillis(300);

	private static final Duration SILENCE = Duration.ofSeconds(15);

	private static final int LONGEST_PAUSE_NANOS = 3_000_000;

	private static final int SINGLE_BYTES = 300;

	private final Connection connection;

	private final Request request;

	private final Story story;

	private final Journal journal;

	private final Dice dice;

	Exchange(Connection connection, Request request, Story story, Journal journal) {
		this.connection = connection;
		this.request = request;
		this.story = story;
		this.journal = journal;
		this.dice = story.upstreamDice();
	}

	void play() throws IOException {
		if (this.request.asksToClose()) {
			spend();
		}
		if (this.story.redirect() != 0 && !isMoved()) {
			readBody();
			redirect();
			return;
		}
		if (!this.story.misbehaviour().isEarly()) {
			readBody();
		}
		this.story.misbehaviour().answer(this);
	}

	private boolean isMoved() {
		return Story.isMoved(this.request.path());
	}

	private void redirect() throws IOException {
		Answer redirection = Answer.of(owner(), this.story.redirect())
			.with("Location", this.story.movedPath())
			.withBody(Payload.of(owner(), this.request.isHead() ? 0 : 20))
			.withLength();
		if (this.dice.happens(20)) {
			send(redirection, Surplus.any(this.dice));
		}
		else {
			send(redirection);
		}
	}

	Dice dice() {
		return this.dice;
	}

	Request request() {
		return this.request;
	}

	String owner() {
		return this.story.owner();
	}

	int size() {
		return this.story.size();
	}

	// What the client sends

	/**
	 * Reads the body of the request, which must be the one that its caller sends.
	 */
	void readBody() throws IOException {
		boolean mayNotCome = this.story.sending() == Sending.POST_TOO_LITTLE;
		byte[] body = mayNotCome ? this.connection.readBody(this.request, BODY_PATIENCE)
				: this.connection.readBody(this.request);
		if (!isExpected(body)) {
			this.journal.mixedUp("%s: %s has a body of %d bytes that its caller has not sent".formatted(this.story,
					this.request.line(), body.length));
		}
	}

	/**
	 * Returns whether it is the body that was announced, or all that is sent: a client
	 * may know better than its caller how long that is.
	 */
	private boolean isExpected(byte[] body) {
		if (this.story.upload().isEmpty() || (isMoved() && this.story.losesItsBody())) {
			return body.length == 0;
		}
		Upload upload = this.story.upload().get();
		return Arrays.equals(body, upload.announcedBytes()) || Arrays.equals(body, upload.bytes());
	}

	/**
	 * Returns whether the client sends something, or closes, within a time.
	 */
	boolean awaitClient(Duration time) throws IOException {
		return this.connection.awaitClient(time);
	}

	// Answers

	/**
	 * Returns the answer as it should be, in any encoding and framing.
	 */
	Answer answer() {
		if (this.request.isHead()) {
			return this.dice.happens(80) ? bare().with("Content-Length", size())
					: bare().with("Transfer-Encoding", "chunked");
		}
		return framed();
	}

	/**
	 * Returns status and owner only.
	 */
	Answer bare() {
		return Answer.of(owner(), this.story.status());
	}

	/**
	 * Returns an answer whose end nothing tells.
	 */
	Answer unframed() {
		return bare().withBody(Payload.of(owner(), size()));
	}

	Answer framed() {
		Answer encoded = (this.request.takesGzip() && this.dice.happens(20)) ? unframed().gzipped() : unframed();
		return this.dice.happens(65) ? encoded.withLength() : encoded.chunked(this.dice);
	}

	/**
	 * Returns the answer of a server that knows no chunks and no persistent connections.
	 */
	Answer inOldVersion() {
		Answer answer = this.request.isHead() ? bare() : unframed().withLength();
		return answer.inOldVersion();
	}

	Answer cutGzip() {
		Answer whole = unframed().gzipped();
		return whole.cutTo(this.dice.between(1, whole.body().length - 1));
	}

	Answer withTwoLengths() {
		int other = this.dice.happens(50) ? size() - this.dice.between(1, size() - 1)
				: size() + this.dice.between(1, 100);
		return this.dice.happens(50) ? unframed().withLength().with("Content-Length", other)
				: unframed().with("Content-Length", other).with("Content-Length", size());
	}

	Answer withLengthAndEncoding() {
		int length = this.dice.magnitude(1, 2 * size());
		Answer chunked = unframed().chunked(this.dice);
		return this.dice.happens(50) ? chunked.with("Content-Length", length)
				: bare().with("Content-Length", length).with("Transfer-Encoding", "chunked").withBody(chunked.body());
	}

	byte[] garbage() {
		return this.dice.happens(50) ? this.dice.bytes(this.dice.magnitude(1, 1000))
				: Bytes.of("HTTP/one.one OK\r\n" + Story.OWNER_HEADER + ": " + owner() + "\r\n\r\n");
	}

	byte[] cut(byte[] bytes) {
		return Arrays.copyOf(bytes, this.dice.between(1, bytes.length - 1));
	}

	// What the client gets

	void send(Answer answer) throws IOException {
		write(Bytes.join(Interim.some(this.dice), answer.bytes()));
	}

	/**
	 * Sends an answer and more than belongs to it. After that, the connection must not be
	 * used.
	 */
	void send(Answer answer, byte[] surplus) throws IOException {
		spend();
		write(Bytes.join(Interim.some(this.dice), answer.bytes()), surplus);
	}

	/**
	 * Sends an answer without its end.
	 */
	void sendCut(Answer answer) throws IOException {
		int length = this.dice.between(0, answer.body().length - 1);
		send(answer.cutTo(length));
	}

	/**
	 * Sends an answer that has no body, and a body. Until then, nothing is wrong with it.
	 */
	void sendBodyAfter(Answer answer) throws IOException {
		byte[] body = this.dice.happens(50) ? Payload.of(owner(), size()) : Surplus.response(this.dice);
		if (this.dice.happens(60)) {
			send(answer, body);
		}
		else {
			send(answer);
			disturbLater(body);
		}
	}

	/**
	 * Sends a 204 that announces a body, by which a client can tell that the connection
	 * is of no use any more, and mostly also the body.
	 */
	void sendNoContentWithBody() throws IOException {
		spend();
		Answer body = bare()
			.withBody(this.dice.happens(50) ? Payload.of(owner(), size()) : Surplus.response(this.dice));
		Answer announced = this.dice.happens(70) ? body.withLength() : body.chunked(this.dice);
		switch (this.dice.between(0, 2)) {
			case 0 -> send(announced.withBody(Bytes.NONE));
			case 1 -> send(announced.withBody(Bytes.NONE), announced.body());
			default -> {
				send(announced.withBody(Bytes.NONE));
				pause(shortly());
				this.connection.write(announced.body());
			}
		}
	}

	void write(byte[] bytes) throws IOException {
		write(bytes, Bytes.NONE);
	}

	/**
	 * Writes all at once or in pieces, with or without pauses; what goes together with
	 * the end is in one write with it.
	 */
	private void write(byte[] bytes, byte[] together) throws IOException {
		int from = 0;
		boolean pauses = this.dice.happens(70);
		for (int to : cuts(bytes.length)) {
			this.connection.write(Arrays.copyOfRange(bytes, from, to));
			from = to;
			if (pauses) {
				LockSupport.parkNanos(this.dice.between(0, LONGEST_PAUSE_NANOS));
			}
		}
		this.connection.write(Bytes.join(Arrays.copyOfRange(bytes, from, bytes.length), together));
	}

	/**
	 * Returns where the bytes are cut: mostly nowhere, or in some places, or after each
	 * of the first ones.
	 */
	private int[] cuts(int length) {
		int roll = this.dice.between(1, 100);
		if (roll <= 75 || length < 2) {
			return new int[0];
		}
		if (roll <= 95) {
			return Arrays.stream(new int[this.dice.between(1, 5)])
				.map((cut) -> this.dice.between(1, length - 1))
				.sorted()
				.distinct()
				.toArray();
		}
		int[] each = new int[Math.min(length - 1, SINGLE_BYTES)];
		Arrays.setAll(each, (index) -> index + 1);
		return each;
	}

	/**
	 * Sends surplus bytes a moment later, unless the next request comes before. No client
	 * can tell a response that follows its own request from the answer to it, so in that
	 * case nothing is sent that could be one, and perhaps nothing at all.
	 */
	void disturbLater(byte[] surplus) throws IOException {
		if (!awaitClient(shortly())) {
			this.connection.disturb(surplus, this.story.toString());
		}
		else if (this.dice.happens(50)) {
			this.connection.disturb(Surplus.withoutResponse(this.dice), this.story.toString());
		}
	}

	Duration shortly() {
		return this.dice.happens(20) ? Duration.ZERO : Duration.ofMillis(this.dice.between(1, 30));
	}

	// The end

	/**
	 * Says that the connection must not be used after this.
	 */
	void spend() {
		this.connection.spend(this.story.toString());
	}

	void finish() throws IOException {
		this.connection.finish(this.story.toString());
	}

	void finishPerhaps() throws IOException {
		if (this.dice.happens(60)) {
			finish();
		}
	}

	void finishUnlessUsedWithin(Duration time) throws IOException {
		if (time.isZero() || !awaitClient(time)) {
			finish();
		}
	}

	void finishWhenTheClientHasGivenUp() throws IOException {
		awaitClient(BODY_PATIENCE);
		finish();
	}

	/**
	 * Says nothing for longer than any client has patience.
	 */
	void keepSilent() throws IOException {
		awaitClient(SILENCE);
		finish();
	}

	/**
	 * Ends the connection by a close or by a reset.
	 */
	void breakOff() throws IOException {
		if (this.dice.happens(50)) {
			this.connection.reset();
		}
		else {
			finish();
			this.connection.drain();
		}
	}

	private static void pause(Duration time) {
		LockSupport.parkNanos(time.toNanos());
	}

}
