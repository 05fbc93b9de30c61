package io.github.httppool.sample.leaks;

import java.util.Collection;

/**
 * A request named a leak that does not exist.
 */
class UnknownLeakException extends RuntimeException {

	UnknownLeakException(String name, Collection<String> known) {
		super("there is no leak '%s', only %s".formatted(name, known));
	}

}
