package io.github.httppool.benchmarks.misbehave;

import java.util.Arrays;

/**
 * Bytes that belong to no answer. Where they make up an answer, it carries an owner of
 * its own, so that a caller who gets it is found out.
 */
enum Surplus {

	RESPONSE(4),

	RESPONSE_WITHOUT_LENGTH(1),

	TWO_RESPONSES(2),

	INTERIM_AND_RESPONSE(1),

	INTERIM(1),

	HALF_A_HEAD(1),

	DIGITS(2),

	EMPTY_LINE(1),

	NOISE(1);

	/** The beginning of what such an answer carries instead of a call's number. */
	static final String OWNER = "POISON-";

	/** What no client can take for an answer, whenever it comes. */
	private static final Surplus[] NO_RESPONSE = { HALF_A_HEAD, DIGITS, EMPTY_LINE, NOISE };

	private final int weight;

	Surplus(int weight) {
		this.weight = weight;
	}

	static byte[] any(Dice dice) {
		return dice.oneOf(values(), (surplus) -> surplus.weight).bytes(dice);
	}

	static byte[] withoutResponse(Dice dice) {
		return dice.oneOf(NO_RESPONSE, (surplus) -> surplus.weight).bytes(dice);
	}

	/**
	 * Returns an answer to a call that was never made.
	 */
	static byte[] response(Dice dice) {
		return poison(dice).withLength().bytes();
	}

	private byte[] bytes(Dice dice) {
		return switch (this) {
			case RESPONSE -> response(dice);
			case RESPONSE_WITHOUT_LENGTH -> poison(dice).bytes();
			case TWO_RESPONSES -> Bytes.join(response(dice), response(dice));
			case INTERIM_AND_RESPONSE -> Bytes.join(Interim.any(dice), response(dice));
			case INTERIM -> Interim.any(dice);
			case HALF_A_HEAD -> Arrays.copyOf(response(dice), dice.between(1, 20));
			case DIGITS -> Bytes.of("123");
			case EMPTY_LINE -> Bytes.of("\r\n");
			case NOISE -> dice.bytes(dice.between(1, 100));
		};
	}

	private static Answer poison(Dice dice) {
		String owner = OWNER + dice.between(1, 1_000_000);
		return Answer.of(owner, 200).withBody(Payload.of(owner, 40));
	}

}
