package io.github.httppool.metrics;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * A meter for each constant of an enum, found by ordinal. It is registered when it is
 * first needed, because many never are.
 *
 * @param <E> the enum
 * @param <M> type of the meters
 */
final class EnumMeters<E extends Enum<E>, M> {

	private final AtomicReferenceArray<M> meters;

	// Registers each meter once, however often it is called.
	private final Function<E, M> register;

	/**
	 * Creates the meters.
	 * @param type the enum
	 * @param register registers the meter of a constant
	 * @param fromTheStart the constants whose meters are registered now
	 */
	@SafeVarargs
	EnumMeters(Class<E> type, Function<E, M> register, E... fromTheStart) {
		this.meters = new AtomicReferenceArray<>(type.getEnumConstants().length);
		this.register = register;
		for (E constant : fromTheStart) {
			of(constant);
		}
	}

	M of(E constant) {
		M meter = this.meters.get(constant.ordinal());
		if (meter == null) {
			meter = this.register.apply(constant);
			this.meters.set(constant.ordinal(), meter);
		}
		return meter;
	}

}
