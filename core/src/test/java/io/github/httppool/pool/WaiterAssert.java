package io.github.httppool.pool;

import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;

/**
 * Assertions on how a caller was answered.
 */
final class WaiterAssert extends AbstractAssert<WaiterAssert, TestWaiter> {

	WaiterAssert(TestWaiter actual) {
		super(actual, WaiterAssert.class);
	}

	WaiterAssert isWaiting() {
		if (!this.actual.isWaiting()) {
			failWithMessage("Expected %s to wait, but it was answered", this.actual);
		}
		return this;
	}

	WaiterAssert isServed() {
		if (!this.actual.isServed()) {
			failWithMessage("Expected %s to be served, but it was not: %s", this.actual, this.actual.error());
		}
		return this;
	}

	WaiterAssert isServedBy(FakeConnection connection) {
		isServed();
		Assertions.assertThat(this.actual.connection()).as("connection of %s", this.actual).isSameAs(connection);
		return this;
	}

	/**
	 * Whether the caller has failed, and how.
	 */
	AbstractThrowableAssert<?, ? extends Throwable> failure() {
		return Assertions.assertThat(this.actual.error()).as("failure of %s", this.actual).isNotNull();
	}

}
