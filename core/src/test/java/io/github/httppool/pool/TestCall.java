package io.github.httppool.pool;

import org.jspecify.annotations.Nullable;

/**
 * A call that may ask for several connections, one after the other.
 */
final class TestCall {

	private final @Nullable String request;

	private boolean asked;

	private boolean mayBeRepeated;

	private boolean over;

	private boolean indescribable;

	TestCall() {
		this(null);
	}

	TestCall(@Nullable String request) {
		this.request = request;
	}

	/**
	 * Further attempts may follow until the test says otherwise.
	 */
	TestCall repeatable() {
		this.mayBeRepeated = true;
		return this;
	}

	void noRepeatFollows() {
		this.mayBeRepeated = false;
	}

	boolean mayBeRepeated() {
		return this.mayBeRepeated;
	}

	void over() {
		this.over = true;
	}

	boolean isOver() {
		return this.over;
	}

	/**
	 * Fails as soon as it is asked what call it is.
	 */
	TestCall indescribable() {
		this.indescribable = true;
		return this;
	}

	boolean isIndescribable() {
		return this.indescribable;
	}

	@Nullable String request() {
		return this.request;
	}

	/**
	 * The call asks for a connection.
	 * @return whether it has before
	 */
	boolean ask() {
		boolean before = this.asked;
		this.asked = true;
		return before;
	}

}
