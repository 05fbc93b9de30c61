package io.github.httppool.metrics;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A meter for every constant of an enum, registered at once and found by position.
 *
 * @param <E> the enum
 * @param <M> type of the meters
 */
final class EnumMeters<E extends Enum<E>, M> {

	private final List<M> meters;

	EnumMeters(Class<E> type, Function<E, M> register) {
		this.meters = Stream.of(type.getEnumConstants()).map(register).toList();
	}

	M of(E constant) {
		return this.meters.get(constant.ordinal());
	}

}
