package io.github.httppool.benchmarks.misbehave;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * One request at the upstream, and what can be done with its connection.
 */
final class Exchange {

	/** How long the upstream waits for the rest of a body that may not come. */
	private static final Duration BODY_PATIENCE = Duration.ofMillis(300);

	/** How long the upstream lets a client wait that got nothing of use. */
	private static final Duration MERCY = Duration.ofMillis(100);

	/** Longer than any client has patience. */
	private static final Duration SILENCE = Duration.ofSeconds(20);

	private final Connection connection;

	private final Request request;

	private final Story story;

	private final Journal journal;

	private final Dice dice;

	private final Answers answers;

	Exchange(Connection connection, Request request, Story story, Journal journal) {
		this.connection = connection;
		this.request = request;
		this.story = story;
		this.journal = journal;
		this.dice = story.upstreamDice();
		this.answers = new Answers(story, request, this.dice);
	}

	/**
	 * Answers as the story says.
	 */
	void play() throws IOException {
		if (this.request.asksToClose()) {
			spend();
		}
		if (this.story.redirect() != 0 && !isMoved()) {
			redirect();
		}
		else if (this.request.method().equals(this.story.answeredMethod())) {
			this.story.misbehaviour().answer(this, this.answers);
		}
		else {
			mixedUp("%s instead of %s".formatted(this.request.line(), this.story.answeredMethod()));
			readBody();
			send(this.answers.right());
		}
	}

	private boolean isMoved() {
		return Story.isMoved(this.request.path());
	}

	private void redirect() throws IOException {
		readBody();
		if (this.dice.happens(20)) {
			sendWith(this.answers.redirection(), this.answers.surplus());
		}
		else {
			send(this.answers.redirection());
		}
	}

	private void mixedUp(String what) {
		this.journal.mixedUp(this.story + ": " + what);
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
			mixedUp("%s with %d bytes that its caller has not sent".formatted(this.request.line(), body.length));
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

	// What the client gets

	/**
	 * Sends an answer, now and then after interim responses.
	 */
	void send(Answer answer) throws IOException {
		send(answer, Bytes.NONE);
	}

	/**
	 * Sends an answer and more than belongs to it in one write with its end. The client
	 * must not use the connection after that.
	 */
	void sendWith(Answer answer, byte[] surplus) throws IOException {
		spend();
		send(answer, surplus);
	}

	private void send(Answer answer, byte[] together) throws IOException {
		write(Bytes.join(Interim.some(this.dice), answer.bytes()), together);
	}

	/**
	 * Sends an answer that has no body and, with it or later, a body.
	 */
	void sendWithOrBefore(Answer answer, byte[] body) throws IOException {
		if (this.dice.happens(60)) {
			sendWith(answer, body);
		}
		else {
			send(answer);
			disturbLater(body);
		}
	}

	/**
	 * Sends an answer whose head is enough for a client to know that the connection must
	 * not be used after it; with its body, or before it, or without it.
	 */
	void sendForbidden(Answer answer) throws IOException {
		spend();
		Answer head = answer.withBody(Bytes.NONE);
		switch (this.dice.between(0, 2)) {
			case 0 -> send(head);
			case 1 -> send(head, answer.body());
			default -> {
				send(head);
				LockSupport.parkNanos(shortly().toNanos());
				this.connection.write(answer.body());
			}
		}
	}

	void write(byte[] bytes) throws IOException {
		write(bytes, Bytes.NONE);
	}

	private void write(byte[] bytes, byte[] together) throws IOException {
		Pace.any(this.dice).write(bytes, together, this.connection, this.dice);
	}

	/**
	 * Sends surplus bytes a moment later, unless the next request comes before. No client
	 * can tell a response that follows its own request from the answer to it, so in that
	 * case nothing is sent that could be one, and perhaps nothing at all.
	 */
	void disturbLater(byte[] surplus) throws IOException {
		if (!this.connection.awaitClient(shortly())) {
			this.connection.disturb(surplus, this.story.toString());
		}
		else if (this.dice.happens(50)) {
			this.connection.disturb(Surplus.withoutResponse(this.dice), this.story.toString());
		}
	}

	private Duration shortly() {
		return this.dice.happens(20) ? Duration.ZERO : Duration.ofMillis(this.dice.between(1, 30));
	}

	// The end

	/**
	 * Says that the client can know that the connection must not be used after this.
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

	/**
	 * Closes the connection at once, or a moment later if no request comes before.
	 */
	void finishShortly() throws IOException {
		Duration time = shortly();
		if (time.isZero() || !this.connection.awaitClient(time)) {
			finish();
		}
	}

	/**
	 * Closes the connection after the client, or after a moment.
	 */
	void finishAfterClient() throws IOException {
		this.connection.awaitClient(MERCY);
		finish();
	}

	/**
	 * Says nothing until the client gives up.
	 */
	void keepSilent() throws IOException {
		this.connection.awaitClient(SILENCE);
		finish();
	}

	/**
	 * Ends the connection by a close or by a reset, at once or a moment later.
	 */
	void breakOff() throws IOException {
		this.connection.awaitClient(this.dice.happens(50) ? Duration.ZERO : shortly());
		if (this.dice.happens(50)) {
			this.connection.reset(this.story.toString());
		}
		else {
			finish();
		}
	}

}
