package io.github.httppool.actuate;

import java.util.Set;

import io.github.httppool.text.Printable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * A request to the endpoint names a pool that does not exist.
 */
public class UnknownPoolException extends InvalidEndpointRequestException {

	private static final long serialVersionUID = 1L;

	private final String name;

	UnknownPoolException(String name, Set<String> names) {
		super(message(name, names), message(name, names));
		this.name = name;
	}

	/**
	 * Returns what was asked for.
	 */
	String name() {
		return this.name;
	}

	private static String message(String name, Set<String> names) {
		return "there is no pool '%s', only %s".formatted(Printable.line(name, Printable.MAX_LENGTH), names);
	}

}
