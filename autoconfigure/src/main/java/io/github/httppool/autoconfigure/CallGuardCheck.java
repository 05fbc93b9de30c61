package io.github.httppool.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.github.httppool.autoconfigure.properties.HttpPoolProperties;
import io.github.httppool.autoconfigure.properties.InvalidPropertiesException;
import io.github.httppool.autoconfigure.properties.InvalidProperty;
import io.github.httppool.autoconfigure.properties.WrittenProperties;
import io.github.httppool.boot.CallGuardFactory;
import io.github.httppool.boot.CallGuardKind;

import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Stops the start if a client is to be guarded and nothing can do that.
 */
final class CallGuardCheck {

	private static final String STARTER = "io.github.resilience4j:resilience4j-spring-boot4";

	private final HttpPoolProperties properties;

	private final List<CallGuardFactory> factories;

	private final WrittenProperties written;

	/**
	 * Checks the clients.
	 * @param properties say which clients are to be guarded
	 * @param factories make guards, of the kinds whose library is there
	 * @param environment where the properties were written
	 * @throws InvalidPropertiesException if a guard cannot be made
	 */
	CallGuardCheck(HttpPoolProperties properties, List<CallGuardFactory> factories,
			ConfigurableEnvironment environment) {
		this.properties = properties;
		this.factories = factories;
		this.written = new WrittenProperties(environment);
		List<InvalidProperty> invalid = Arrays.stream(CallGuardKind.values()).flatMap(this::check).toList();
		if (!invalid.isEmpty()) {
			throw new InvalidPropertiesException(invalid);
		}
	}

	private Stream<InvalidProperty> check(CallGuardKind kind) {
		List<CallGuardFactory> ofKind = this.factories.stream().filter((factory) -> factory.kind() == kind).toList();
		if (ofKind.isEmpty()) {
			return refuse(kind, "%s is not on the class path: add %s, or %s and a bean of type %s"
				.formatted(kind.artifact(), STARTER, kind.artifact(), kind.registry()));
		}
		return ofKind.stream().anyMatch(CallGuardFactory::isAvailable) ? Stream.empty() : refuse(kind,
				"there is no bean of type %s: define one, or add %s, which does".formatted(kind.registry(), STARTER));
	}

	private Stream<InvalidProperty> refuse(CallGuardKind kind, String reason) {
		return this.properties.guardedClients(kind)
			.stream()
			.sorted()
			.map((name) -> this.written.find(this.written.clientPrefix(name) + "." + kind.property(), true))
			.map((property) -> new InvalidProperty(property, reason));
	}

}
