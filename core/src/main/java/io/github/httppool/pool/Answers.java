package io.github.httppool.pool;

/**
 * How the calls of one connection were answered. The status of an answer is noted by the
 * connection while a call has it, and read under the pool's lock once it is back, which
 * guards the rest.
 */
public final class Answers {

	private static final int NONE = 0;

	private int status = NONE;

	private int badInARow;

	// Answers of the whole host before the first of the row.
	private long goodBefore;

	private long badBefore;

	/**
	 * The server has answered the present call.
	 * @param code the status
	 */
	public void answered(int code) {
		this.status = code;
	}

	/**
	 * Takes the status with which the last call was answered.
	 * @return the status, or 0 if it was not
	 */
	int take() {
		int last = this.status;
		this.status = NONE;
		return last;
	}

	int badInARow() {
		return this.badInARow;
	}

	void good() {
		this.badInARow = 0;
	}

	/**
	 * Another bad one.
	 * @param hostGood how many of the whole host were good
	 * @param hostBad how many were bad, this one included
	 */
	void bad(long hostGood, long hostBad) {
		if (this.badInARow == 0) {
			beginRow(hostGood, hostBad - 1);
		}
		this.badInARow++;
	}

	/**
	 * The last one was the first of a row.
	 */
	void beginAgain(long hostGood, long hostBad) {
		beginRow(hostGood, hostBad - 1);
		this.badInARow = 1;
	}

	private void beginRow(long hostGood, long hostBad) {
		this.goodBefore = hostGood;
		this.badBefore = hostBad;
	}

	/**
	 * How many answers on other connections were good since the row began.
	 */
	long goodElsewhere(long hostGood) {
		return hostGood - this.goodBefore;
	}

	/**
	 * How many answers on other connections were bad since the row began.
	 */
	long badElsewhere(long hostBad) {
		return hostBad - this.badBefore - this.badInARow;
	}

}
