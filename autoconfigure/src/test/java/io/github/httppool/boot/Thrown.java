package io.github.httppool.boot;

import java.util.Locale;
import java.util.function.Supplier;

/**
 * Errors that code throws; but for the first, Reactor's operators throw them again
 * instead of signalling them.
 */
enum Thrown {

	ASSERTION_ERROR(() -> new AssertionError("thrown by the application")),

	NO_CLASS_DEF_FOUND_ERROR(() -> new NoClassDefFoundError("thrown by the application")),

	OUT_OF_MEMORY_ERROR(() -> new OutOfMemoryError("thrown by the application")),

	STACK_OVERFLOW_ERROR(() -> new StackOverflowError("thrown by the application"));

	private final Supplier<Error> error;

	Thrown(Supplier<Error> error) {
		this.error = error;
	}

	Error create() {
		return this.error.get();
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

}
