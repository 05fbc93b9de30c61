package io.github.httppool.benchmarks.misbehave;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import io.github.httppool.benchmarks.misbehave.Upload.Form;

/**
 * What is going to happen in one call, on either side: caller and upstream both look it
 * up by the call's number. Everything follows from seed and number, in whatever order the
 * calls are made.
 */
public final class Story {

	/** The header of an answer that says to which call it belongs. */
	static final String OWNER_HEADER = "Call-Id";

	/** What is called; the variable is the number. */
	static final String URI_TEMPLATE = "/calls/{number}";

	private static final String PATH = "/calls/";

	private static final String MOVED = "/moved";

	private static final int MOST = 200_000;

	private static final int FEW = 4_000;

	private final int number;

	private final Sending sending;

	private final Optional<Upload> upload;

	private final boolean asksToClose;

	private final int redirect;

	private final Misbehaviour misbehaviour;

	private final int status;

	private final int size;

	private final Reading reading;

	private final Optional<Duration> cancelledAfter;

	private final long upstreamSeed;

	private Story(int number, Dice dice) {
		this.number = number;
		this.sending = dice.oneOf(Sending.values(), Sending::weight);
		this.upload = upload(dice);
		this.asksToClose = dice.happens(3);
		this.redirect = redirect(dice);
		this.misbehaviour = misbehaviour(dice);
		this.status = status(dice);
		this.size = size(this.misbehaviour.isForSmallAnswers() ? FEW : MOST, dice);
		this.reading = dice.oneOf(Reading.values(), Reading::weight);
		this.cancelledAfter = cancelledAfter(dice);
		this.upstreamSeed = dice.seed();
	}

	static Story of(long seed, int number) {
		return new Story(number, new Dice(seed * 1_000_003 + number));
	}

	private int redirect(Dice dice) {
		if (!this.sending.isRepeatable() || !dice.happens(6)) {
			return 0;
		}
		return dice.happens(50) ? 303 : 307;
	}

	private int status(Dice dice) {
		if (this.misbehaviour != Misbehaviour.NONE || !dice.happens(8)) {
			return this.misbehaviour.status();
		}
		return dice.happens(50) ? 404 : 500;
	}

	private static Optional<Duration> cancelledAfter(Dice dice) {
		return dice.happens(6) ? Optional.of(Duration.ofNanos(1000L * dice.magnitude(20, 50_000))) : Optional.empty();
	}

	private Misbehaviour misbehaviour(Dice dice) {
		if (this.sending.isWrong()) {
			return Misbehaviour.NONE;
		}
		if (Pauses.mayFollow(this.number) && dice.happens(60)) {
			return dice.happens(50) ? Misbehaviour.LATE_SURPLUS : Misbehaviour.KEEP_ALIVE_CLOSE;
		}
		Sending answered = answeredSending();
		Misbehaviour[] fitting = Arrays.stream(Misbehaviour.values())
			.filter((misbehaviour) -> misbehaviour.fits(answered))
			.toArray(Misbehaviour[]::new);
		return dice.oneOf(fitting, Misbehaviour::weight);
	}

	private Optional<Upload> upload(Dice dice) {
		return switch (this.sending) {
			case GET, HEAD -> Optional.empty();
			case POST_BYTES ->
				Optional.of(Upload.ofLength(owner(), size(dice.happens(70) ? FEW : MOST, dice), Form.BYTES));
			case POST_RESOURCE -> Optional.of(Upload.ofLength(owner(), size(MOST, dice), Form.RESOURCE));
			case POST_STREAM -> Optional.of(Upload.ofUnknownLength(owner(), size(MOST, dice)));
			case POST_TOO_MUCH -> Optional.of(Upload.tooMuch(owner(), size(MOST, dice), resourceOrStream(dice)));
			case POST_TOO_LITTLE -> Optional
				.of(Upload.tooLittle(owner(), size(MOST, dice), dice.magnitude(1, FEW), resourceOrStream(dice)));
		};
	}

	private static int size(int most, Dice dice) {
		return dice.magnitude(Payload.MIN_SIZE, most);
	}

	private static Form resourceOrStream(Dice dice) {
		return dice.happens(50) ? Form.RESOURCE : Form.STREAM;
	}

	int number() {
		return this.number;
	}

	/**
	 * Returns what the answer carries in its header and all over its body.
	 */
	String owner() {
		return Integer.toString(this.number);
	}

	/**
	 * Returns where the call is redirected to.
	 */
	String movedPath() {
		return PATH + this.number + MOVED;
	}

	static boolean isMoved(String path) {
		return path.endsWith(MOVED);
	}

	/**
	 * Returns the number of the call that asks for the path, if one does.
	 */
	static Optional<Integer> numberIn(String path) {
		if (!path.startsWith(PATH)) {
			return Optional.empty();
		}
		String rest = path.substring(PATH.length());
		return Optional.of(Integer.valueOf(isMoved(path) ? rest.substring(0, rest.length() - MOVED.length()) : rest));
	}

	Sending sending() {
		return this.sending;
	}

	Optional<Upload> upload() {
		return this.upload;
	}

	/**
	 * Returns whether the request says {@code Connection: close}.
	 */
	boolean asksToClose() {
		return this.asksToClose;
	}

	/**
	 * Returns the status with which the call is redirected, or 0 if it is not.
	 */
	int redirect() {
		return this.redirect;
	}

	/**
	 * Returns how many requests the call takes.
	 */
	int requests() {
		return (this.redirect != 0) ? 2 : 1;
	}

	/**
	 * Returns whether the request that is answered in the end has no body because a
	 * redirect took it away.
	 */
	boolean losesItsBody() {
		return this.redirect == 303;
	}

	/**
	 * Returns the method of the request that is answered in the end, RFC 9110 section
	 * 15.4.
	 */
	String answeredMethod() {
		return answeredSending().method();
	}

	private Sending answeredSending() {
		return (losesItsBody() && this.sending.hasBody()) ? Sending.GET : this.sending;
	}

	Misbehaviour misbehaviour() {
		return this.misbehaviour;
	}

	int status() {
		return this.status;
	}

	/**
	 * Returns the length of the body that is meant, decoded.
	 */
	int size() {
		return this.size;
	}

	/**
	 * Returns the body the caller has to get.
	 */
	byte[] body() {
		boolean none = this.sending == Sending.HEAD || this.status == 204 || this.status == 304;
		return Payload.of(owner(), none ? 0 : this.size);
	}

	Reading reading() {
		return this.reading;
	}

	/**
	 * Returns when the caller gives up, if it does.
	 */
	Optional<Duration> cancelledAfter() {
		return this.cancelledAfter;
	}

	/**
	 * Returns what the upstream rolls while it answers.
	 */
	Dice upstreamDice() {
		return new Dice(this.upstreamSeed);
	}

	/**
	 * Returns whether the call may end with an error, however good the client is.
	 */
	boolean mayFail() {
		return this.sending.isWrong() || this.misbehaviour.excusesFailure();
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder("call %d: %s".formatted(this.number, this.sending));
		this.upload.ifPresent((body) -> text.append(" of ").append(body));
		if (this.asksToClose) {
			text.append(", asks to close");
		}
		if (this.redirect != 0) {
			text.append(", redirected with %d".formatted(this.redirect));
		}
		text.append(", upstream's fault: %s, answer %d of %d bytes, read %s".formatted(this.misbehaviour, this.status,
				this.size, this.reading));
		this.cancelledAfter.ifPresent((time) -> text.append(", given up after %d us".formatted(time.toNanos() / 1000)));
		return text.toString().toLowerCase(Locale.ROOT);
	}

}
