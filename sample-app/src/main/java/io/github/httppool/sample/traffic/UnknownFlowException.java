package io.github.httppool.sample.traffic;

import java.util.Collection;

/**
 * A request named a flow that does not exist.
 */
class UnknownFlowException extends RuntimeException {

	UnknownFlowException(String name, Collection<String> known) {
		super("there is no flow '%s', only %s".formatted(name, known));
	}

}
