package io.github.httppool.boot;

import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * The guards of each client.
 */
public final class CallGuards {

	private final List<CallGuardFactory> factories;

	private final BiPredicate<CallGuardKind, String> asksFor;

	/**
	 * Creates the guards.
	 * @param factories make them
	 * @param asksFor tells whether a client asks for a guard of a kind, by its name. One
	 * that cannot be made is left out: applications do not start then, but for test
	 * slices, where Resilience4j is not configured
	 */
	public CallGuards(List<CallGuardFactory> factories, BiPredicate<CallGuardKind, String> asksFor) {
		this.factories = factories.stream().sorted(Comparator.comparing(CallGuardFactory::kind)).toList();
		this.asksFor = asksFor;
	}

	/**
	 * Returns the guards of a client.
	 * @param client name of the client
	 * @return its guards, in the order in which to ask them
	 */
	List<CallGuard> of(String client) {
		return this.factories.stream()
			.filter((factory) -> this.asksFor.test(factory.kind(), client) && factory.isAvailable())
			.map((factory) -> factory.create(client))
			.toList();
	}

}
