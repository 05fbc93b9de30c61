package io.github.httppool.autoconfigure.properties;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Some properties are invalid. The message names all of them, so that one start is enough
 * to find them.
 */
public class InvalidPropertiesException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<InvalidProperty> invalid;

	/**
	 * Creates the exception.
	 * @param invalid the invalid properties, at least one
	 */
	public InvalidPropertiesException(List<InvalidProperty> invalid) {
		super(invalid.stream().map(InvalidProperty::toString).collect(Collectors.joining("; ")));
		this.invalid = List.copyOf(invalid);
	}

	List<InvalidProperty> invalid() {
		return this.invalid;
	}

}
